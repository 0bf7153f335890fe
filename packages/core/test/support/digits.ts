/** How many leading digits two numbers share (NIST's log relative error): 15 and more is all that a double has. */
export function sharedDigits(got: number, expected: number): number {
  if (got === expected) return 17;
  return -Math.log10(Math.abs(got - expected) / Math.abs(expected));
}
