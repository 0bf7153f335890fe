import { expect, test } from 'vitest';
import {
  type CsvBatch,
  clean,
  computeDistances,
  createCsvReader,
  createTripEngine,
  DEFAULT_RULES,
  emptySummary,
  mergeSummaries,
  parseTripHeader,
  type Summary,
  summarize,
  tripsIn,
} from '../src/index.ts';
import { evaluate, type FitOptions, fit } from '../src/model/index.ts';
import { sharedDigits } from './support/digits.ts';
import { REAL_ROWS } from './support/real-rows.ts';

function summaryOf(bytes: Uint8Array, rules: typeof DEFAULT_RULES | undefined): Summary {
  const header = parseTripHeader(bytes, { source: 'real.csv', purpose: 'training', isComplete: true });
  if (header === undefined) throw new Error('no header');
  let summary = emptySummary();
  const engine = createTripEngine();
  const reader = createCsvReader({ source: 'real.csv', header, startByte: 0, endByte: bytes.length, from: 'newline' });
  const take = (batch: CsvBatch) => {
    const trips = engine.load(tripsIn(batch, header.holds));
    computeDistances(trips, engine);
    clean(trips, rules, engine);
    summary = mergeSummaries(summary, summarize(trips, engine.select(trips.length), engine));
  };
  reader.push(bytes.subarray(reader.position), take);
  reader.end(take);
  return summary;
}

/** scikit-learn 1.2.1 on the real file's first 1,000 rows: C, intercept, centred R², RMSE, standard error of C. */
const REFERENCE: readonly (readonly [boolean, FitOptions, readonly [number, number, number, number, number?]])[] = [
  [
    false,
    { estimator: 'ols', alpha: 0, fitIntercept: false },
    [0.0011729196441962108, 0, -1.4580996083493298, 14.88663645754507],
  ],
  [
    false,
    { estimator: 'ols', alpha: 0, fitIntercept: true },
    [-0.0006456679883250704, 11.477627757615045, 0.0003468271215837371, 9.493394278055344],
  ],
  [
    false,
    { estimator: 'lasso', alpha: 0.1, fitIntercept: true },
    [-0.0006443347377779852, 11.47761188303673, 0.0003468256427544558, 9.493394285077335],
  ],
  [
    true,
    { estimator: 'ols', alpha: 0, fitIntercept: false },
    [2.7466512367811653, 0, 0.6437827526684579, 5.597046498359952, 0.036146909639074874],
  ],
  [
    true,
    { estimator: 'ols', alpha: 0, fitIntercept: true },
    [2.191963894328289, 4.134026040162526, 0.7508281719566088, 4.681132266959571, 0.0407546313629749],
  ],
  [
    true,
    { estimator: 'lasso', alpha: 0.1, fitIntercept: true },
    [2.184687380709386, 4.158384537284868, 0.7508198978624269, 4.681209988040693],
  ],
  [
    true,
    { estimator: 'ridge', alpha: 1, fitIntercept: true },
    [2.1917981079584097, 4.13458101841518, 0.7508281676615272, 4.681132307304912],
  ],
];

if (REAL_ROWS !== undefined) {
  const cleaned = summaryOf(REAL_ROWS, DEFAULT_RULES);
  const whole = summaryOf(REAL_ROWS, undefined);

  test.each(REFERENCE)(
    "fit of the real rows (cleaned: %s, %j) is scikit-learn's to 12 digits",
    (isCleaned, options, [c, intercept, r2, rmse, se]) => {
      const moments = (isCleaned ? cleaned : whole).train;
      const found = fit(moments, options);
      const metrics = evaluate(moments, found);
      expect(sharedDigits(found.coefficients[0]!, c)).toBeGreaterThan(12);
      if (intercept !== 0) expect(sharedDigits(found.intercept, intercept)).toBeGreaterThan(12);
      // R² is one minus a ratio: what 1e-12 of the ratio leaves of it.
      expect(Math.abs(metrics!.rSquaredCentred! - r2)).toBeLessThan(1e-12);
      expect(sharedDigits(metrics!.rmse, rmse)).toBeGreaterThan(12);
      if (se !== undefined) expect(sharedDigits(found.inference!.standardErrors[0]!, se)).toBeGreaterThan(12);
    },
  );

  test('clean counts the real rows by reason', () => {
    const counts = Object.fromEntries(Object.entries(cleaned.dropped).map(([reason, { count }]) => [reason, count]));
    expect(cleaned.train.n).toBe(962);
    expect(counts).toEqual({
      malformed: 0,
      missing: 0,
      fare: 0,
      'zero-coordinates': 25,
      'outside-area': 0,
      passengers: 3,
      distance: 10,
    });
    expect(whole.train.n).toBe(1000);
  });

  test('evaluate gives the uncentred R² that software reports through the origin', () => {
    const found = fit(cleaned.train, { estimator: 'ols', alpha: 0, fitIntercept: false });
    expect(sharedDigits(evaluate(cleaned.train, found)!.rSquaredUncentred!, 0.8573091404292268)).toBeGreaterThan(12);
  });
} else
  test('real rows are not here, so nothing is compared with scikit-learn', () => expect(REAL_ROWS).toBeUndefined());
