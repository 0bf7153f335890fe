/**
 * The sufficient statistics of a linear regression of a target on p features: count, means, and sums of squares and
 * products about the means. JSON-shaped; doubles survive JSON to the last bit, but for the sign of a zero.
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
}

/** Of no rows: the identity of `mergeMoments`. */
export function emptyMoments(features = 1): Moments {
  const zeros = () => Array.from({ length: features }, () => 0);
  return { n: 0, meanX: zeros(), meanY: 0, sxx: zeros().map(zeros), sxy: zeros(), syy: 0 };
}

/**
 * Of the first `length` rows, by two passes: the means, then the sums about them. Each sum is corrected by what its
 * deviations add up to, which exact means would make zero. Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms
 * for Computing the Sample Variance", The American Statistician 37 (1983), 242–247, formula 1.7.
 */
export function momentsOf(features: readonly Float64Array[], target: Float64Array, length: number): Moments {
  if (length === 0) return emptyMoments(features.length);
  const [only] = features;
  if (only !== undefined && features.length === 1) return momentsOfOne(only, target, length);
  const meanX = features.map((column) => meanOf(column, length));
  const meanY = meanOf(target, length);
  const sxx = features.map((a, i) => features.map((b, j) => sumOfProducts(a, meanX[i]!, b, meanX[j]!, length)));
  const sxy = features.map((column, i) => sumOfProducts(column, meanX[i]!, target, meanY, length));
  return { n: length, meanX, meanY, sxx, sxy, syy: sumOfProducts(target, meanY, target, meanY, length) };
}

/** The same for a single feature, even and odd rows apart: as assembly/trip-engine.ts does it, to the same bits. */
function momentsOfOne(x: Float64Array, y: Float64Array, length: number): Moments {
  const pairs = length & ~1;
  let [x0, x1, y0, y1] = [0, 0, 0, 0];
  for (let i = 0; i < pairs; i += 2) {
    x0 += x[i]!;
    x1 += x[i + 1]!;
    y0 += y[i]!;
    y1 += y[i + 1]!;
  }
  if (pairs < length) {
    x0 += x[pairs]!;
    y0 += y[pairs]!;
  }
  const meanX = (x0 + x1) / length;
  const meanY = (y0 + y1) / length;
  const even = deviations(x, y, 0, length, meanX, meanY);
  const odd = deviations(x, y, 1, length, meanX, meanY);
  const restX = even.restX + odd.restX;
  const restY = even.restY + odd.restY;
  const sxx = even.xx + odd.xx - (restX * restX) / length;
  const sxy = even.xy + odd.xy - (restX * restY) / length;
  const syy = even.yy + odd.yy - (restY * restY) / length;
  return { n: length, meanX: [meanX], meanY, sxx: [[sxx]], sxy: [sxy], syy };
}

/** Of every other row, from `start` on. */
function deviations(x: Float64Array, y: Float64Array, start: number, length: number, meanX: number, meanY: number) {
  let [xx, xy, yy, restX, restY] = [0, 0, 0, 0, 0];
  for (let i = start; i < length; i += 2) {
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    restX += dx;
    restY += dy;
  }
  return { xx, xy, yy, restX, restY };
}

function meanOf(column: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += column[i]!;
  return sum / length;
}

function sumOfProducts(a: Float64Array, meanA: number, b: Float64Array, meanB: number, length: number): number {
  let products = 0;
  let restA = 0;
  let restB = 0;
  for (let i = 0; i < length; i++) {
    const da = a[i]! - meanA;
    const db = b[i]! - meanB;
    products += da * db;
    restA += da;
    restB += db;
  }
  return products - (restA * restB) / length;
}

/**
 * Of both sets of rows together. Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating Formulae and a Pairwise
 * Algorithm for Computing Sample Variances", Stanford STAN-CS-79-773 (1979), formula 2.1, for products as for squares.
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const share = b.n / n;
  const weight = a.n * share;
  if (a.meanX.length === 1) return mergeOfOne(a, b, share, weight);
  const dx = b.meanX.map((mean, i) => mean - a.meanX[i]!);
  const dy = b.meanY - a.meanY;
  return {
    n,
    meanX: a.meanX.map((mean, i) => mean + dx[i]! * share),
    meanY: a.meanY + dy * share,
    sxx: a.sxx.map((row, i) => row.map((sum, j) => sum + b.sxx[i]![j]! + dx[i]! * dx[j]! * weight)),
    sxy: a.sxy.map((sum, i) => sum + b.sxy[i]! + dx[i]! * dy * weight),
    syy: a.syy + b.syy + dy * dy * weight,
  };
}

/** The same for a single feature, without a function called for each number. */
function mergeOfOne(a: Moments, b: Moments, share: number, weight: number): Moments {
  const dx = b.meanX[0]! - a.meanX[0]!;
  const dy = b.meanY - a.meanY;
  return {
    n: a.n + b.n,
    meanX: [a.meanX[0]! + dx * share],
    meanY: a.meanY + dy * share,
    sxx: [[a.sxx[0]![0]! + b.sxx[0]![0]! + dx * dx * weight]],
    sxy: [a.sxy[0]! + b.sxy[0]! + dx * dy * weight],
    syy: a.syy + b.syy + dy * dy * weight,
  };
}

/** The moments in a JSON value; `undefined` where it is none, or not of so many features. */
export function parseMoments(value: unknown, features = 1): Moments | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { n, meanX, meanY, sxx, sxy, syy } = value as Readonly<Record<string, unknown>>;
  const isFine =
    isCount(n) &&
    isVector(meanX, features) &&
    isNumber(meanY) &&
    Array.isArray(sxx) &&
    sxx.length === features &&
    sxx.every((row) => isVector(row, features)) &&
    isVector(sxy, features) &&
    isNumber(syy) &&
    syy >= 0;
  return isFine ? { n, meanX, meanY, sxx, sxy, syy } : undefined;
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
