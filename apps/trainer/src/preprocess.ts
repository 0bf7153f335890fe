import { type CleaningRules, clean, type DistancedTripBatch, holdOut } from '@taxifare/core';

export interface PreprocessOptions {
  /** `undefined`: keep every row that is a number. */
  readonly rules: CleaningRules | undefined;
  /** Share of the rows to hold out, in [0, 1). */
  readonly testFraction: number;
}

/** Trips and what becomes of each: trained on, held out, or dropped and by which rule. */
export interface PreprocessedTrips extends DistancedTripBatch {
  readonly verdicts: Uint8Array;
}

/** Step three: applies the cleaning rules, then holds some of the kept rows out. */
export function preprocess(trips: DistancedTripBatch, options: PreprocessOptions): PreprocessedTrips {
  const verdicts = new Uint8Array(trips.length);
  clean(trips, options.rules, verdicts);
  if (options.testFraction > 0) holdOut(trips, options.testFraction, verdicts);
  return { ...trips, verdicts };
}
