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
import { evaluate, type FitOptions, fit, loadMatrix } from '../src/model/index.ts';
import { momentsOf } from '../src/moments-of.ts';
import { sharedDigits } from './support/digits.ts';
import { featureRows } from './support/more-features.ts';
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

/** Standard errors of least squares by numpy 1.24.2 on the 962 kept rows: features, base fare or not, values, classical, HC1. */
const ERRORS: readonly (readonly [
  readonly string[],
  boolean,
  readonly number[],
  readonly number[],
  readonly number[],
])[] = [
  [['distance'], false, [2.746651236781157], [0.03614690963907448], [0.09029767002316604]],
  [
    ['distance'],
    true,
    [4.134026040162493, 2.191963894328287],
    [0.20356495652246176, 0.040754631362974574],
    [0.2999948509289413, 0.09777983049538076],
  ],
  [
    ['distance', 'after', 'distance after'],
    true,
    [3.727839811762256, 2.0484886557809228, 0.88203006224805, 0.3538932691550919],
    [0.2614783531579671, 0.051609234762842446, 0.3973622131458921, 0.07995390385176308],
    [0.34752071958595315, 0.10160067264796219, 0.5531050903830896, 0.18524998570051762],
  ],
  [
    ['distance', 'grid', 'after', 'distance after', 'JFK', 'LGA', 'EWR'],
    true,
    [
      3.783891606899967, 0.3156400377459385, 1.3315649605453623, 1.0670877603788869, 0.30875611273561976,
      5.982576618754472, 4.945716929255194, -21.21857074580321,
    ],
    [],
    [
      0.4020863037909706, 0.600038160588725, 0.5124656817214563, 0.46141266564295547, 0.1563977517270616,
      3.9694680903218447, 1.7077363048540848, 6.437375285087769,
    ],
  ],
];

if (REAL_ROWS !== undefined) {
  const { columns, fareUsd } = featureRows(REAL_ROWS);
  test.each(ERRORS)(
    'least squares of %j (base fare: %s) has the errors that numpy has, to 9 digits',
    async (...row) => {
      const [names, fitIntercept, values, classical, hc1] = row;
      const features = names.map((name) => columns.get(name)!);
      const moments = momentsOf(features, fareUsd, fareUsd.length);
      const found = fit(moments, { estimator: 'ols', alpha: 0, fitIntercept }, await loadMatrix());
      const { inference } = found;
      const all = (coefficients: readonly number[], intercept: number | undefined) =>
        fitIntercept ? [intercept!, ...coefficients] : coefficients;
      const isClose = (got: readonly number[], expected: readonly number[]) => {
        for (const [i, value] of expected.entries()) expect(sharedDigits(got[i]!, value)).toBeGreaterThan(9);
      };
      isClose(all(found.coefficients, found.intercept), values);
      isClose(all(inference!.classical.coefficients, inference!.classical.intercept), classical);
      isClose(all(inference!.robust!.coefficients, inference!.robust!.intercept), hc1);
      expect(fareUsd).toHaveLength(962);
    },
  );

  test('the errors of the trips as a training sums them are those of numpy too', () => {
    for (const [, fitIntercept, , , hc1] of ERRORS.slice(0, 2)) {
      const { inference } = fit(cleaned.train, { estimator: 'ols', alpha: 0, fitIntercept });
      const { coefficients, intercept } = inference!.robust!;
      expect(sharedDigits(coefficients[0]!, hc1.at(-1)!)).toBeGreaterThan(9);
      if (fitIntercept) expect(sharedDigits(intercept!, hc1[0]!)).toBeGreaterThan(9);
    }
  });

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
      if (se !== undefined) expect(sharedDigits(found.inference!.classical.coefficients[0]!, se)).toBeGreaterThan(12);
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
