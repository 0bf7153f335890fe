import { DataError } from '../data-error.ts';
import type { Moments } from '../moments.ts';
import type { Matrix } from './load-matrix.ts';
import { robustErrors, type StandardErrors } from './robust-errors.ts';
import { tQuantile95 } from './t-quantile.ts';

export interface FitOptions {
  readonly estimator: 'ols' | 'ridge' | 'lasso';
  /** Weight of the penalty as scikit-learn defines it; not used by `ols`. */
  readonly alpha: number;
  readonly fitIntercept: boolean;
}

/** A linear model `y = intercept + Σ coefficientᵢ xᵢ`. */
export interface Fit {
  readonly coefficients: readonly number[];
  /** 0 through the origin. */
  readonly intercept: number;
  /** Of least squares only; penalised estimates have none of the kind. */
  readonly inference: Inference | undefined;
}

/** What least squares says about its own estimates, under independent errors. */
export interface Inference {
  /** n − p, and one less with an intercept. */
  readonly degreesOfFreedom: number;
  /** s = √(RSS / degrees of freedom), in the target's unit. */
  readonly residualStandardError: number;
  /** HC1: whatever the errors' spread at each x. `undefined` where the moments lack the sums. */
  readonly robust: StandardErrors | undefined;
  /** Under errors of one variance, the same at every x. */
  readonly classical: StandardErrors;
  /** t for which ± t standard errors are the 95% interval. */
  readonly t95: number;
}

/**
 * Fits a linear model to the rows that the moments stand for. `ols`: least squares. `ridge`: least of
 * ‖y − Xw‖² + alpha ‖w‖². `lasso`: least of ‖y − Xw‖² / (2n) + alpha ‖w‖₁. The intercept is never penalised. Definitions:
 * scikit-learn 1.6 user guide, 1.1 "Linear Models". Two features or more need `matrix`, from `loadMatrix()`. Throws
 * `DataError` where the rows do not determine a fit, and `RangeError` for an alpha below 0.
 */
export function fit(moments: Moments, options: FitOptions, matrix?: Matrix): Fit {
  const found = estimate(moments, options, matrix);
  return {
    ...found,
    inference: options.estimator === 'ols' ? inferenceOf(moments, found, options, matrix) : undefined,
  };
}

/** The estimates of `fit` alone. */
export function estimate(
  moments: Moments,
  options: FitOptions,
  matrix?: Matrix,
): Pick<Fit, 'coefficients' | 'intercept'> {
  const { estimator, alpha, fitIntercept } = options;
  if (estimator !== 'ols' && !(alpha >= 0 && alpha < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`fit: alpha is a number of at least 0, got ${alpha}`);
  }
  const { gram, products } = normalEquations(moments, fitIntercept);
  refuseUndetermined(moments, gram, options);
  const penalty = estimator === 'ridge' ? alpha : 0;
  const coefficients =
    estimator === 'lasso' && alpha > 0
      ? lasso(gram, products, alpha * moments.n)
      : solve(
          gram.map((row, i) => row.map((sum, j) => (i === j ? sum + penalty : sum))),
          products,
          matrix,
        );
  const shift = moments.meanX.reduce((sum, mean, i) => sum + mean * (coefficients[i] ?? 0), 0);
  return { coefficients, intercept: fitIntercept ? moments.meanY - shift + 0 : 0 };
}

/** The sums that a linear model minimises over: about the means with an intercept, about zero without. */
function normalEquations({ n, meanX, meanY, sxx, sxy }: Moments, fitIntercept: boolean) {
  if (fitIntercept) return { gram: sxx.map((row) => [...row]), products: [...sxy] };
  return {
    gram: sxx.map((row, i) => row.map((sum, j) => sum + n * meanX[i]! * meanX[j]!)),
    products: sxy.map((sum, i) => sum + n * meanX[i]! * meanY),
  };
}

function refuseUndetermined(moments: Moments, gram: readonly (readonly number[])[], options: FitOptions): void {
  if (moments.n < 2) {
    throw new DataError(
      `fit: at least two rows have to be left to fit, got ${moments.n}; give more data, or clean less`,
    );
  }
  const { sxy, meanY, syy, third, fourth } = moments;
  if (![...gram.flat(), ...sxy, meanY, syy, ...third, ...fourth].every(Number.isFinite)) {
    throw new DataError('fit: powers of fares or distances overflow; clean the data, as some of them are no trips');
  }
  const constant = gram.findIndex((row, i) => !(row[i]! > 0));
  if (constant >= 0 && (options.estimator === 'ols' || options.alpha === 0)) {
    const same = options.fitIntercept ? `the same, ${moments.meanX[constant]} km` : '0 km';
    throw new DataError(`fit: all ${moments.n} distances are ${same}; a price of a kilometre needs trips that differ`);
  }
}

function solve(gram: number[][], products: readonly number[], matrix: Matrix | undefined): number[] {
  // One feature needs no factorisation, and so suffers none of its roundings. A zero has no sign: JSON keeps none.
  if (gram.length === 1) return [gram[0]![0]! > 0 ? products[0]! / gram[0]![0]! + 0 : 0];
  return loaded(matrix)
    .lusolve(gram, [...products])
    .map((entry) => Number(Array.isArray(entry) ? entry[0] : entry));
}

function loaded(matrix: Matrix | undefined): Matrix {
  if (matrix === undefined) throw new RangeError('fit: two features or more need a matrix, from loadMatrix()');
  return matrix;
}

const MAX_SWEEPS = 100_000;

/** Coordinate descent (Friedman, Hastie, Tibshirani, Journal of Statistical Software 33 (2010), section 2) to a standstill. */
function lasso(gram: readonly (readonly number[])[], products: readonly number[], penalty: number): number[] {
  const w = products.map(() => 0);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let moved = 0;
    for (const [i, row] of gram.entries()) {
      const size = row[i]!;
      if (!(size > 0)) continue;
      let rest = products[i]!;
      for (const [j, sum] of row.entries()) if (j !== i) rest -= sum * w[j]!;
      const next = (Math.sign(rest) * Math.max(0, Math.abs(rest) - penalty)) / size;
      moved = Math.max(moved, Math.abs(next - w[i]!) / Math.max(Math.abs(next), Number.MIN_VALUE));
      w[i] = next;
    }
    if (gram.length === 1 || moved < 1e-15) break;
  }
  return w.map((value) => value + 0);
}

function inferenceOf(
  moments: Moments,
  found: Pick<Fit, 'coefficients' | 'intercept'>,
  { fitIntercept }: FitOptions,
  matrix: Matrix | undefined,
): Inference {
  const { gram } = normalEquations(moments, fitIntercept);
  const degreesOfFreedom = moments.n - gram.length - (fitIntercept ? 1 : 0);
  if (degreesOfFreedom < 1) {
    throw new DataError(`fit: ${moments.n} rows leave nothing to tell the error from; give more data, or clean less`);
  }
  const residualStandardError = Math.sqrt(residualSumOfSquares(moments, found) / degreesOfFreedom);
  const inverse = gram.length === 1 ? [[1 / gram[0]![0]!]] : loaded(matrix).inverse(gram);
  const spread = quadratic(inverse, moments.meanX);
  return {
    degreesOfFreedom,
    residualStandardError,
    robust: robustErrors(moments, { fit: found, fitIntercept, inverse, degreesOfFreedom }),
    classical: {
      coefficients: inverse.map((row, i) => residualStandardError * Math.sqrt(row[i]!)),
      intercept: fitIntercept ? residualStandardError * Math.sqrt(1 / moments.n + spread) : undefined,
    },
    t95: tQuantile95(degreesOfFreedom),
  };
}

/** xᵀ A x. */
function quadratic(a: readonly (readonly number[])[], x: readonly number[]): number {
  return x.reduce((sum, xi, i) => sum + xi * x.reduce((inner, xj, j) => inner + a[i]![j]! * xj, 0), 0);
}

/** Σ (y − ŷ)² over the rows that the moments stand for, fitted to them or not; never below 0. */
function residualSumOfSquares(
  moments: Moments,
  { coefficients: w, intercept }: Pick<Fit, 'coefficients' | 'intercept'>,
): number {
  const { n, sxx, sxy, syy } = moments;
  const about = syy - 2 * w.reduce((sum, wi, i) => sum + wi * sxy[i]!, 0) + quadratic(sxx, w);
  const bias = meanResidualOf(moments, { coefficients: w, intercept });
  return Math.max(0, about) + n * bias * bias;
}

function meanResidualOf(
  { meanX, meanY }: Moments,
  { coefficients, intercept }: Pick<Fit, 'coefficients' | 'intercept'>,
): number {
  return meanY - intercept - coefficients.reduce((sum, w, i) => sum + w * meanX[i]!, 0);
}

/** How well a model describes the rows that some moments stand for. */
export interface Metrics {
  readonly n: number;
  /** √(Σ (y − ŷ)² / n), in the target's unit. */
  readonly rmse: number;
  /** Σ (y − ŷ) / n, in the target's unit: above 0 where predictions are too low on average. */
  readonly meanResidual: number;
  /** 1 − Σ (y − ŷ)² / Σ (y − ȳ)²: against always guessing the mean; may be negative. `undefined` if all y are the same. */
  readonly rSquaredCentred: number | undefined;
  /** 1 − Σ (y − ŷ)² / Σ y²: against always guessing zero; what software reports for a fit through the origin. */
  readonly rSquaredUncentred: number | undefined;
}

/** The metrics, from moments alone; `undefined` of no rows. */
export function evaluate(moments: Moments, found: Pick<Fit, 'coefficients' | 'intercept'>): Metrics | undefined {
  const { n, meanY, syy } = moments;
  if (n === 0) return undefined;
  const rss = residualSumOfSquares(moments, found);
  const squares = syy + n * meanY * meanY;
  return {
    n,
    rmse: Math.sqrt(rss / n),
    meanResidual: meanResidualOf(moments, found),
    rSquaredCentred: syy > 0 ? 1 - rss / syy : undefined,
    rSquaredUncentred: squares > 0 ? 1 - rss / squares : undefined,
  };
}
