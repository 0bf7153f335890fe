import type { Moments } from '../moments.ts';
import { productsOf } from '../products.ts';

/** Standard errors of least squares: of each coefficient, and of the intercept where there is one. */
export interface StandardErrors {
  readonly coefficients: readonly number[];
  readonly intercept: number | undefined;
}

export interface RobustErrorsOptions {
  /** The least-squares fit of these moments. */
  readonly fit: { readonly coefficients: readonly number[]; readonly intercept: number };
  readonly fitIntercept: boolean;
  /** (XᵀX)⁻¹, the columns of X about their means where there is an intercept. */
  readonly inverse: readonly (readonly number[])[];
  readonly degreesOfFreedom: number;
}

type Matrix = readonly (readonly number[])[];

/**
 * Heteroscedasticity-consistent standard errors, HC1: √ of the diagonal of n / (n − k) (XᵀX)⁻¹ (Σ xᵢ xᵢᵀ eᵢ²) (XᵀX)⁻¹,
 * k being how many numbers were fitted. They ask of errors that they are independent, not that their spread is the same
 * everywhere. Σ xᵢ xᵢᵀ eᵢ² follows from sums of three and four factors; `undefined` where the moments lack them. Source:
 * J. G. MacKinnon, H. White, "Some Heteroskedasticity-Consistent Covariance Matrix Estimators with Improved Finite Sample
 * Properties", Journal of Econometrics 29 (1985), 305–325.
 */
export function robustErrors(moments: Moments, options: RobustErrorsOptions): StandardErrors | undefined {
  if (moments.third.length === 0) return undefined;
  const { inverse, fitIntercept, degreesOfFreedom } = options;
  const { n, meanX } = moments;
  const scale = n / degreesOfFreedom;
  const sums = squaredResiduals(moments, options.fit.coefficients);
  const errorOf = (variance: number) => Math.sqrt(scale * Math.max(0, variance));
  if (!fitIntercept) {
    const meat = aboutZero(moments, sums, options.fit);
    return { coefficients: inverse.map((row) => errorOf(quadratic(meat, row))), intercept: undefined };
  }
  // The intercept is ȳ − wᵀx̄: an error e at x moves it by e (1/n − (x − x̄)ᵀ (XᵀX)⁻¹ x̄).
  const pull = inverse.map((row) => dot(row, meanX));
  const variance = sums.square / (n * n) - (2 / n) * dot(pull, sums.linear) + quadratic(sums.quadratic, pull);
  return {
    coefficients: inverse.map((row) => errorOf(quadratic(sums.quadratic, row))),
    intercept: errorOf(variance),
  };
}

/** With d = x − x̄ and r = y − ȳ − wᵀd: Σ r², Σ d r², Σ d dᵀ r², and those with r to the first power. */
interface ResidualSums {
  readonly square: number;
  readonly linear: readonly number[];
  readonly quadratic: Matrix;
  readonly first: { readonly linear: readonly number[]; readonly quadratic: Matrix };
}

function squaredResiduals({ sxx, sxy, syy, third, fourth }: Moments, w: readonly number[]): ResidualSums {
  const y = w.length;
  const { placeOfThird, placeOfFourth } = productsOf(y);
  const three = (a: number, b: number, c: number) => third[placeOfThird(a, b, c)]!;
  const four = (a: number, b: number, c: number, d: number) => fourth[placeOfFourth(a, b, c, d)]!;
  /** Of a sum with two targets in it, one, and none: with r in the targets' place. */
  const squared = (yy: number, xy: (k: number) => number, xx: (k: number, l: number) => number) =>
    w.reduce((sum, wk, k) => sum - 2 * wk * xy(k) + w.reduce((inner, wl, l) => inner + wk * wl * xx(k, l), 0), yy);
  const once = (withY: number, withX: (k: number) => number) => w.reduce((sum, wk, k) => sum - wk * withX(k), withY);
  const all = w.map((_, i) => i);
  return {
    square: squared(
      syy,
      (k) => sxy[k]!,
      (k, l) => sxx[k]![l]!,
    ),
    linear: all.map((i) =>
      squared(
        three(i, y, y),
        (k) => three(i, k, y),
        (k, l) => three(i, k, l),
      ),
    ),
    quadratic: all.map((i) =>
      all.map((j) =>
        squared(
          four(i, j, y, y),
          (k) => four(i, j, k, y),
          (k, l) => four(i, j, k, l),
        ),
      ),
    ),
    first: {
      linear: all.map((i) => once(sxy[i]!, (k) => sxx[i]![k]!)),
      quadratic: all.map((i) => all.map((j) => once(three(i, j, y), (k) => three(i, j, k)))),
    },
  };
}

/** Σ x xᵀ e² of a fit through the origin: x = x̄ + d and e = b + r, b being the mean residual. */
function aboutZero(
  { n, meanX, meanY, sxx }: Moments,
  { square, linear, quadratic: squares, first }: ResidualSums,
  { coefficients }: RobustErrorsOptions['fit'],
): Matrix {
  const bias = meanY - dot(coefficients, meanX);
  const side = linear.map((sum, i) => 2 * bias * first.linear[i]! + sum);
  return squares.map((row, i) =>
    row.map(
      (sum, j) =>
        meanX[i]! * meanX[j]! * (n * bias * bias + square) +
        meanX[i]! * side[j]! +
        meanX[j]! * side[i]! +
        bias * bias * sxx[i]![j]! +
        2 * bias * first.quadratic[i]![j]! +
        sum,
    ),
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** xᵀ A x. */
function quadratic(a: Matrix, x: readonly number[]): number {
  return dot(
    x,
    a.map((row) => dot(row, x)),
  );
}
