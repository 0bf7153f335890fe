import { productsOf } from './products.ts';

/**
 * The sufficient statistics of a linear regression of a target on p features, and of its robust standard errors: count,
 * means, and sums of products about the means, of two factors, three and four. JSON-shaped; doubles survive JSON to the
 * last bit, but for the sign of a zero.
 */
export interface Moments {
  readonly n: number;
  /** p means. */
  readonly meanX: readonly number[];
  readonly meanY: number;
  /** p × p: Σ (xᵢ − x̄ᵢ)(xⱼ − x̄ⱼ). */
  readonly sxx: readonly (readonly number[])[];
  /** p: Σ (xᵢ − x̄ᵢ)(y − ȳ). */
  readonly sxy: readonly number[];
  /** Σ (y − ȳ)². */
  readonly syy: number;
  /**
   * Sums of three deviations' products, and of four's, in the order of `productsOf`; for one feature xxx, xxy, xyy and
   * xxxx, xxxy, xxyy. Both are empty where they are not kept.
   */
  readonly third: readonly number[];
  readonly fourth: readonly number[];
}

/** The moments of no rows: the identity of `mergeMoments`. */
export function emptyMoments(features = 1): Moments {
  const zeros = (length: number) => Array.from({ length }, () => 0);
  const { third, fourth } = productsOf(features);
  return {
    n: 0,
    meanX: zeros(features),
    meanY: 0,
    sxx: zeros(features).map(() => zeros(features)),
    sxy: zeros(features),
    syy: 0,
    third: zeros(third.length),
    fourth: zeros(fourth.length),
  };
}

/**
 * The moments of both sets of rows together. Sources: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating Formulae and a
 * Pairwise Algorithm for Computing Sample Variances", Stanford STAN-CS-79-773 (1979), formula 2.1, for products as for
 * squares; P. Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order Statistical
 * Moments", Sandia SAND2008-6212 (2008), section 3, for three and four factors.
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  return a.meanX.length === 1 ? mergeOfOne(a, b) : mergeOfMany(a, b);
}

/** How the two sets' weights enter sums of two, three and four factors. */
function weightsOf(a: Moments, b: Moments) {
  const n = a.n + b.n;
  const share = b.n / n;
  const weight = a.n * share;
  return { n, share, weight, weight3: (weight * (a.n - b.n)) / n, weight4: weight * (1 - (3 * weight) / n) };
}

function mergeOfMany(a: Moments, b: Moments): Moments {
  const { n, share, weight, weight3, weight4 } = weightsOf(a, b);
  const features = a.meanX.length;
  const { third, fourth, placeOfThird } = productsOf(features);
  const d = [...b.meanX.map((mean, i) => mean - a.meanX[i]!), b.meanY - a.meanY];
  /** From the common mean to each set's own. */
  const u = d.map((difference) => -difference * share);
  const v = d.map((difference) => difference * (1 - share));
  const second = ({ sxx, sxy, syy }: Moments, i: number, j: number) =>
    i === features ? (j === features ? syy : sxy[j]!) : j === features ? sxy[i]! : sxx[i]![j]!;
  const shifted3 = (of: Moments, s: readonly number[], i: number, j: number, k: number) =>
    s[i]! * second(of, j, k) + s[j]! * second(of, i, k) + s[k]! * second(of, i, j);
  const shifted4 = (of: Moments, s: readonly number[], i: number, j: number, k: number, l: number) =>
    s[i]! * of.third[placeOfThird(j, k, l)]! +
    s[j]! * of.third[placeOfThird(i, k, l)]! +
    s[k]! * of.third[placeOfThird(i, j, l)]! +
    s[l]! * of.third[placeOfThird(i, j, k)]! +
    s[i]! * s[j]! * second(of, k, l) +
    s[i]! * s[k]! * second(of, j, l) +
    s[i]! * s[l]! * second(of, j, k) +
    s[j]! * s[k]! * second(of, i, l) +
    s[j]! * s[l]! * second(of, i, k) +
    s[k]! * s[l]! * second(of, i, j);
  const areKept = a.third.length > 0 && b.third.length > 0;
  return {
    n,
    meanX: a.meanX.map((mean, i) => mean + d[i]! * share),
    meanY: a.meanY + d[features]! * share,
    sxx: a.sxx.map((row, i) => row.map((sum, j) => sum + b.sxx[i]![j]! + d[i]! * d[j]! * weight)),
    sxy: a.sxy.map((sum, i) => sum + b.sxy[i]! + d[i]! * d[features]! * weight),
    syy: a.syy + b.syy + d[features]! * d[features]! * weight,
    third: (areKept ? third : []).map(
      ([i, j, k], at) =>
        a.third[at]! +
        b.third[at]! +
        (shifted3(a, u, i, j, k) + shifted3(b, v, i, j, k) + d[i]! * d[j]! * d[k]! * weight3),
    ),
    fourth: (areKept ? fourth : []).map(
      ([i, j, k, l], at) =>
        a.fourth[at]! +
        b.fourth[at]! +
        (shifted4(a, u, i, j, k, l) + shifted4(b, v, i, j, k, l) + d[i]! * d[j]! * d[k]! * d[l]! * weight4),
    ),
  };
}

/** The same for a single feature, without a function called for each number. */
function mergeOfOne(a: Moments, b: Moments): Moments {
  const { n, share, weight, weight3, weight4 } = weightsOf(a, b);
  const axx = a.sxx[0]![0]!;
  const axy = a.sxy[0]!;
  const ayy = a.syy;
  const bxx = b.sxx[0]![0]!;
  const bxy = b.sxy[0]!;
  const byy = b.syy;
  const dx = b.meanX[0]! - a.meanX[0]!;
  const dy = b.meanY - a.meanY;
  const merged = {
    n,
    meanX: [a.meanX[0]! + dx * share],
    meanY: a.meanY + dy * share,
    sxx: [[axx + bxx + dx * dx * weight]],
    sxy: [axy + bxy + dx * dy * weight],
    syy: ayy + byy + dy * dy * weight,
  };
  if (a.third.length === 0 || b.third.length === 0) return { ...merged, third: [], fourth: [] };
  const a3 = a.third;
  const a4 = a.fourth;
  const b3 = b.third;
  const b4 = b.fourth;
  const ux = -dx * share;
  const uy = -dy * share;
  const vx = dx * (1 - share);
  const vy = dy * (1 - share);
  const xx = dx * dx;
  const yy = dy * dy;
  return {
    ...merged,
    third: [
      a3[0]! + b3[0]! + (3 * (ux * axx + vx * bxx) + xx * dx * weight3),
      a3[1]! + b3[1]! + (2 * (ux * axy + vx * bxy) + (uy * axx + vy * bxx) + xx * dy * weight3),
      a3[2]! + b3[2]! + (2 * (uy * axy + vy * bxy) + (ux * ayy + vx * byy) + dx * yy * weight3),
    ],
    fourth: [
      a4[0]! + b4[0]! + (4 * (ux * a3[0]! + vx * b3[0]!) + 6 * (ux * ux * axx + vx * vx * bxx) + xx * xx * weight4),
      a4[1]! +
        b4[1]! +
        (3 * (ux * a3[1]! + vx * b3[1]!) +
          (uy * a3[0]! + vy * b3[0]!) +
          3 * (ux * ux * axy + vx * vx * bxy + ux * uy * axx + vx * vy * bxx) +
          xx * dx * dy * weight4),
      a4[2]! +
        b4[2]! +
        (2 * (ux * a3[2]! + vx * b3[2]! + uy * a3[1]! + vy * b3[1]!) +
          (ux * ux * ayy + vx * vx * byy + uy * uy * axx + vy * vy * bxx) +
          4 * (ux * uy * axy + vx * vy * bxy) +
          xx * yy * weight4),
    ],
  };
}

/**
 * The moments in a JSON value; `undefined` where it is none, or not of so many features. Where it has no sums of three
 * and four factors, nor have they.
 */
export function parseMoments(value: unknown, features = 1): Moments | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { n, meanX, meanY, sxx, sxy, syy, third = [], fourth = [] } = value as Readonly<Record<string, unknown>>;
  const products = productsOf(features);
  const isFine =
    isCount(n) &&
    isVector(meanX, features) &&
    isNumber(meanY) &&
    Array.isArray(sxx) &&
    sxx.length === features &&
    sxx.every((row) => isVector(row, features)) &&
    isVector(sxy, features) &&
    isNumber(syy) &&
    syy >= 0 &&
    ((isVector(third, 0) && isVector(fourth, 0)) ||
      (isVector(third, products.third.length) && isVector(fourth, products.fourth.length)));
  return isFine ? { n, meanX, meanY, sxx, sxy, syy, third, fourth } : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return isNumber(value) && Number.isSafeInteger(value) && value >= 0;
}

function isVector(value: unknown, length: number): value is readonly number[] {
  return Array.isArray(value) && value.length === length && value.every(isNumber);
}
