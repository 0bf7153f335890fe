/**
 * The number that a field holds: NaN if it is blank (where `Number` would say 0), else what `Number` says. Where the
 * separator is not a comma, a comma is the dot of those who write decimals with it.
 */
export function numberOf(text: string, separator = ','): number {
  if (text.trim() === '') return Number.NaN;
  return Number(separator === ',' ? text : text.replace(',', '.'));
}
