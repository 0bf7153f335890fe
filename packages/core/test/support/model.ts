import { clean, DEFAULT_RULES, mergeSummaries, summarize, summaryOfLines } from '../../src/index.ts';
import { createModel, type FitOptions, type Model } from '../../src/model/index.ts';
import { GOOD_TRIP, loaded } from './trips.ts';

export const OLS: FitOptions = { estimator: 'ols', alpha: 0, fitIntercept: false };

/** A model of 50 made-up trips. */
export function modelOf(fitOptions: FitOptions): Model {
  const rows = Array.from({ length: 50 }, (_, i) => ({
    ...GOOD_TRIP,
    fareUsd: 4 + ((i * 7) % 11),
    dropoffLatDeg: 40.76 + i / 1000,
  }));
  const { trips, engine } = loaded([...rows, { ...GOOD_TRIP, fareUsd: -1 }]);
  clean(trips, DEFAULT_RULES, engine);
  const summary = mergeSummaries(summaryOfLines(53, 1, 9), summarize(trips, engine.select(trips.length), engine));
  return createModel({
    summary,
    fitOptions,
    rules: DEFAULT_RULES,
    testFraction: 0,
    data: { objects: 1, bytes: 4000, rows: 52 },
    codeVersion: '0.0.0',
  });
}
