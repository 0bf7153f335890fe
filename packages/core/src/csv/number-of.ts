/** The number that a field holds: NaN if it is blank (where `Number` would say 0), else what `Number` says. */
export function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
