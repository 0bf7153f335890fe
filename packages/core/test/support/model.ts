import {
  clean,
  DEFAULT_RULES,
  holdOut,
  mergeSummaries,
  summarize,
  summaryOfLines,
  tallyPicture,
} from '../../src/index.ts';
import { createModel, type FitChoice, type FitOptions, type Model } from '../../src/model/index.ts';
import { GOOD_TRIP, loaded } from './trips.ts';

export const OLS: FitOptions = { estimator: 'ols', alpha: 0, fitIntercept: false };

/** A model of 50 made-up trips, or of more of them over and over, in so many folds. */
export function modelOf(
  fit: FitChoice,
  { times = 1, folds = 0, testFraction = 0 }: { times?: number; folds?: number; testFraction?: number } = {},
): Model {
  const rows = Array.from({ length: 50 * times }, (_, i) => ({
    ...GOOD_TRIP,
    fareUsd: 4 + ((i * 7) % 11),
    dropoffLatDeg: 40.76 + (i % 50) / 1000 + i / 1e7,
  }));
  const { trips, engine } = loaded([...rows, { ...GOOD_TRIP, fareUsd: -1 }]);
  clean(trips, DEFAULT_RULES, engine);
  holdOut(trips, testFraction);
  const selection = engine.select(trips.length);
  const summary = mergeSummaries(summaryOfLines(3 + 50 * times, 1, 9), summarize(trips, selection, engine, folds));
  tallyPicture(trips, selection, engine);
  return createModel({
    ...{ summary, fit, rules: DEFAULT_RULES, testFraction, codeVersion: '0.0.0' },
    picture: Float64Array.from(engine.picture),
    data: { objects: 1, bytes: 4000, rows: summary.rows },
  });
}

/** A fit by each estimator, and with a base fare. */
export const EVERY_FIT: readonly FitOptions[] = [
  OLS,
  { ...OLS, fitIntercept: true },
  { estimator: 'ridge', alpha: 1, fitIntercept: true },
  { estimator: 'lasso', alpha: 0.1, fitIntercept: false },
];
