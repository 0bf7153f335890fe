import { type CleaningRules, clean, holdOut, type TripColumns, type TripEngine } from '@taxifare/core';

export interface PreprocessOptions {
  /** `undefined`: keep every row that is a number. */
  readonly rules: CleaningRules | undefined;
  /** Share of the rows to hold out, in [0, 1). */
  readonly testFraction: number;
  /** Into how many folds the rows to train on are summed up besides, for a cross-validation; 0: none. */
  readonly folds: number;
}

/** Step three: applies the cleaning rules, then holds some of the kept rows out. What becomes of each is its verdict. */
export function preprocess(trips: TripColumns, options: PreprocessOptions, engine: TripEngine): TripColumns {
  clean(trips, options.rules, engine);
  if (options.testFraction > 0) holdOut(trips, options.testFraction);
  return trips;
}
