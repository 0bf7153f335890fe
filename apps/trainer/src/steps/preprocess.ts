import { type CleaningRules, clean, type HeldTrips, holdOut } from '@taxifare/core';

export interface PreprocessOptions {
  /** `undefined`: keep every row that is a number. */
  readonly rules: CleaningRules | undefined;
  /** Share of the rows to hold out, in [0, 1). */
  readonly testFraction: number;
}

/** Step three: applies the cleaning rules, then holds some of the kept rows out. What becomes of each is its verdict. */
export function preprocess(trips: HeldTrips, options: PreprocessOptions): HeldTrips {
  clean(trips, options.rules);
  if (options.testFraction > 0) holdOut(trips, options.testFraction);
  return trips;
}
