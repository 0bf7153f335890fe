/** What a check makes of a text: the value, or one sentence that says what is wrong and what to do. */
export type Checked<T> = { readonly value: T } | { readonly problem: string };

/** `where: what was wrong, got value; what to do`. */
export function problemOf(where: string, what: string, got: string, fix: string): { readonly problem: string } {
  return { problem: `${where}: ${what}, got ${quote(got)}; ${fix}` };
}

/** A value as a message shows it: in quotes, newlines visible, long ones cut. */
export function quote(text: string): string {
  const shown = JSON.stringify(text).slice(1, -1);
  return `'${shown.length > 80 ? `${shown.slice(0, 77)}...` : shown}'`;
}
