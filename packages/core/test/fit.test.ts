import { describe, expect, test } from 'vitest';
import { momentsOf } from '../src/index.ts';
import { evaluate, type FitOptions, fit, loadMatrix } from '../src/model/index.ts';
import { tQuantile95 } from '../src/model/t-quantile.ts';
import { NO_INT_1, NO_INT_2 } from './nist/no-int.ts';
import { NORRIS } from './nist/norris.ts';
import { sharedDigits } from './support/digits.ts';

const OLS: FitOptions = { estimator: 'ols', alpha: 0, fitIntercept: false };
const column = (values: readonly number[]) => Float64Array.from(values);

function momentsOfPairs(data: readonly (readonly [y: number, x: number])[]) {
  return momentsOf([column(data.map(([, x]) => x))], column(data.map(([y]) => y)), data.length);
}

describe('fit agrees with the certified values of NIST StRD', () => {
  test.each([
    ['NoInt1', NO_INT_1],
    ['NoInt2', NO_INT_2],
  ] as const)('%s, to 12 digits', (_, certified) => {
    const moments = momentsOfPairs(certified.data);
    const found = fit(moments, OLS);
    expect(sharedDigits(found.coefficients[0]!, certified.slope)).toBeGreaterThan(12);
    expect(sharedDigits(found.inference!.classical.coefficients[0]!, certified.slopeStandardError)).toBeGreaterThan(12);
    expect(sharedDigits(found.inference!.residualStandardError, certified.residualStandardDeviation)).toBeGreaterThan(
      12,
    );
    expect(sharedDigits(evaluate(moments, found)!.rSquaredUncentred!, certified.rSquared)).toBeGreaterThan(12);
  });

  test('Norris, coefficients and R² to 12 digits, standard errors as far as double moments go', () => {
    const moments = momentsOfPairs(NORRIS.data);
    const found = fit(moments, { ...OLS, fitIntercept: true });
    expect(sharedDigits(found.coefficients[0]!, NORRIS.slope)).toBeGreaterThan(12);
    expect(sharedDigits(found.intercept, NORRIS.intercept)).toBeGreaterThan(12);
    expect(sharedDigits(evaluate(moments, found)!.rSquaredCentred!, NORRIS.rSquared)).toBeGreaterThan(12);
    // The residuals are a 160,000th of the variance: the last bit of Σ(y − ȳ)² is their 11th digit.
    expect(sharedDigits(found.inference!.classical.coefficients[0]!, NORRIS.slopeStandardError)).toBeGreaterThan(10.5);
    expect(sharedDigits(found.inference!.classical.intercept!, NORRIS.interceptStandardError)).toBeGreaterThan(10.5);
    expect(sharedDigits(found.inference!.residualStandardError, NORRIS.residualStandardDeviation)).toBeGreaterThan(
      10.5,
    );
  });
});

describe('fit of two features', () => {
  const x1 = column([1, 2, 3, 4, 5, 7]);
  const x2 = column([2, 1, 4, 3, 7, 5]);
  const y = column(Array.from(x1, (a, i) => 3 * a - 2 * x2[i]! + 5));
  const moments = momentsOf([x1, x2], y, 6);

  test('finds the plane that the rows lie on', async () => {
    const found = fit(moments, { ...OLS, fitIntercept: true }, await loadMatrix());
    expect(found.coefficients[0]).toBeCloseTo(3, 12);
    expect(found.coefficients[1]).toBeCloseTo(-2, 12);
    expect(found.intercept).toBeCloseTo(5, 12);
    expect(evaluate(moments, found)!.rSquaredCentred).toBeCloseTo(1, 12);
  });

  test('gives the standard errors of (XᵀX)⁻¹', async () => {
    const noisy = momentsOf([x1, x2], column([8, 9.5, 6, 12, 5.5, 17]), 6);
    const { inference } = fit(noisy, { ...OLS, fitIntercept: true }, await loadMatrix());
    // By numpy: s² = RSS / 3, the roots of the diagonal of s² inv(Xᵀ X).
    expect(inference!.degreesOfFreedom).toBe(3);
    expect(inference!.classical.intercept).toBeCloseTo(1.55068606, 8);
    expect(inference!.classical.coefficients[0]).toBeCloseTo(0.52703152, 8);
  });

  test('lasso drops a feature whose pull is below alpha, ridge shrinks', async () => {
    const lasso = fit(moments, { estimator: 'lasso', alpha: 100, fitIntercept: true }, await loadMatrix());
    expect(lasso.coefficients).toEqual([0, 0]);
    const ridge = fit(moments, { estimator: 'ridge', alpha: 10, fitIntercept: true }, await loadMatrix());
    expect(Math.hypot(...ridge.coefficients)).toBeLessThan(Math.hypot(3, 2));
    expect(ridge.inference).toBeUndefined();
  });

  test('refuses to go on without a matrix', () => {
    expect(() => fit(moments, OLS)).toThrow('two features or more need a matrix, from loadMatrix()');
  });
});

test('fit refuses rows that do not determine it', () => {
  expect(() => fit(momentsOfPairs([]), OLS)).toThrow('at least two rows have to be left to fit, got 0');
  expect(() => fit(momentsOfPairs([[3, 4]]), OLS)).toThrow('got 1');
  expect(() =>
    fit(
      momentsOfPairs([
        [3, 4],
        [5, 4],
      ]),
      { ...OLS, fitIntercept: true },
    ),
  ).toThrow('all 2 distances are the same, 4 km');
  expect(() =>
    fit(
      momentsOfPairs([
        [3, 0],
        [5, 0],
      ]),
      OLS,
    ),
  ).toThrow('all 2 distances are 0 km');
  expect(() =>
    fit(
      momentsOfPairs([
        [3, 1],
        [5, 2],
      ]),
      { ...OLS, fitIntercept: true },
    ),
  ).toThrow('2 rows leave nothing to tell the error from');
});

test('fit refuses sums that overflow', () => {
  const moments = momentsOfPairs([
    [1e200, 1],
    [3, 2],
    [4, 5],
  ]);
  for (const fitIntercept of [false, true]) {
    expect(() => fit(moments, { ...OLS, fitIntercept })).toThrow('powers of fares or distances overflow');
  }
});

test('fit refuses an alpha below zero', () => {
  expect(() =>
    fit(
      momentsOfPairs([
        [3, 4],
        [5, 6],
      ]),
      { ...OLS, estimator: 'ridge', alpha: -1 },
    ),
  ).toThrow(RangeError);
});

test.each([
  // tan(0.475 π); 0.95 √(2 / 0.0975); the rest by mpmath 1.3, a root of its incomplete beta function with 30 digits.
  [1, 12.706204736174705],
  [2, 4.302652729749464],
  [3, 3.18244630528371],
  [10, 2.228138851986275],
  [100, 1.983971518523552],
  [961, 1.962435588122677],
  [1000, 1.962339080826408],
  [1001, 1.96233670528088],
  [55_000_000, 1.9599640276722594],
])('tQuantile95 of %d degrees of freedom is %d', (degrees, expected) => {
  expect(sharedDigits(tQuantile95(degrees), expected)).toBeGreaterThan(14);
});

test('tQuantile95 is continuous where its method changes', () => {
  const [below, above] = [tQuantile95(999.999), tQuantile95(1000.001)];
  expect(below - above).toBeGreaterThan(0);
  expect(below - above).toBeLessThan(1e-8);
});

test('fit gives no zero a sign, as JSON keeps none', () => {
  const level = {
    ...momentsOfPairs([]),
    n: 3,
    meanX: [2],
    meanY: -0,
    sxx: [[4]],
    sxy: [-0],
    syy: 0,
    third: [0, 0, 0],
    fourth: [0, 0, 0],
  };
  for (const fitIntercept of [false, true]) {
    const { coefficients, intercept } = fit(level, { ...OLS, fitIntercept });
    expect([...coefficients, intercept]).toEqual([0, 0]);
  }
});
