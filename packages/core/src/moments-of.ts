import { emptyMoments, type Moments } from './moments.ts';
import { productsOf } from './products.ts';

/**
 * The moments of the first `length` rows, by two passes: the means, then the sums about them. Means are rounded; what the
 * deviations from them add up to, which exact means would make zero, corrects each sum. Source: T. F. Chan, G. H. Golub,
 * R. J. LeVeque, "Algorithms for Computing the Sample Variance", The American Statistician 37 (1983), 242–247, formula
 * 1.7, and its like for three and four factors, to first order.
 */
export function momentsOf(features: readonly Float64Array[], target: Float64Array, length: number): Moments {
  if (length === 0) return emptyMoments(features.length);
  const [only] = features;
  if (only !== undefined && features.length === 1) return momentsOfOne(only, target, length);
  return momentsOfMany([...features, target], length);
}

function momentsOfMany(columns: readonly Float64Array[], length: number): Moments {
  const target = columns.length - 1;
  const { third, fourth, placeOfThird } = productsOf(target);
  const centred = columns.map((column) => {
    const mean = sumOf(column, length) / length;
    const deviations = column.slice(0, length).map((value) => value - mean);
    const off = sumOf(deviations, length) / length;
    return { mean: mean + off, deviations, off };
  });
  const dev = (i: number) => centred[i]!.deviations;
  const off = (i: number) => centred[i]!.off;
  const second = columns.map((_, a) =>
    columns.map((_, b) => {
      const sum = sumOfProducts([dev(a), dev(b)], length) - length * off(a) * off(b);
      return a === b ? Math.max(0, sum) : sum;
    }),
  );
  const thirds = third.map(
    ([a, b, c]) =>
      sumOfProducts([dev(a), dev(b), dev(c)], length) -
      (off(a) * second[b]![c]! + off(b) * second[a]![c]! + off(c) * second[a]![b]!),
  );
  const thirdAt = (a: number, b: number, c: number) => thirds[placeOfThird(a, b, c)]!;
  const fourths = fourth.map(
    ([a, b, c, d]) =>
      sumOfProducts([dev(a), dev(b), dev(c), dev(d)], length) -
      (off(a) * thirdAt(b, c, d) + off(b) * thirdAt(a, c, d) + off(c) * thirdAt(a, b, d) + off(d) * thirdAt(a, b, c)),
  );
  return {
    n: length,
    meanX: centred.slice(0, target).map(({ mean }) => mean),
    meanY: centred[target]!.mean,
    sxx: second.slice(0, target).map((row) => row.slice(0, target)),
    sxy: second.slice(0, target).map((row) => row[target]!),
    syy: second[target]![target]!,
    third: thirds,
    fourth: fourths,
  };
}

function sumOf(column: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += column[i]!;
  return sum;
}

function sumOfProducts(factors: readonly Float64Array[], length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    let product = 1;
    for (const factor of factors) product *= factor[i]!;
    sum += product;
  }
  return sum;
}

/** The same for a single feature, even and odd rows apart: as assembly/moments.ts does it, to the same bits. */
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
  const restX = even.x + odd.x;
  const restY = even.y + odd.y;
  const [offX, offY] = [restX / length, restY / length];
  const sxx = Math.max(0, even.xx + odd.xx - restX * offX);
  const sxy = even.xy + odd.xy - restX * offY;
  const syy = Math.max(0, even.yy + odd.yy - restY * offY);
  const xxx = even.xxx + odd.xxx - 3 * (offX * sxx);
  const xxy = even.xxy + odd.xxy - (2 * (offX * sxy) + offY * sxx);
  const xyy = even.xyy + odd.xyy - (2 * (offY * sxy) + offX * syy);
  const xxxx = even.xxxx + odd.xxxx - 4 * (offX * xxx);
  const xxxy = even.xxxy + odd.xxxy - (3 * (offX * xxy) + offY * xxx);
  const xxyy = even.xxyy + odd.xxyy - 2 * (offX * xyy + offY * xxy);
  return {
    n: length,
    meanX: [meanX + offX],
    meanY: meanY + offY,
    sxx: [[sxx]],
    sxy: [sxy],
    syy,
    third: [xxx, xxy, xyy],
    fourth: [xxxx, xxxy, xxyy],
  };
}

/** The sums of every other row, from `start` on. */
function deviations(x: Float64Array, y: Float64Array, start: number, length: number, meanX: number, meanY: number) {
  let [xx, xy, yy, restX, restY] = [0, 0, 0, 0, 0];
  let [xxx, xxy, xyy, xxxx, xxxy, xxyy] = [0, 0, 0, 0, 0, 0];
  for (let i = start; i < length; i += 2) {
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    const dxx = dx * dx;
    const dxy = dx * dy;
    const dyy = dy * dy;
    restX += dx;
    restY += dy;
    xx += dxx;
    xy += dxy;
    yy += dyy;
    xxx += dxx * dx;
    xxy += dxx * dy;
    xyy += dx * dyy;
    xxxx += dxx * dxx;
    xxxy += dxx * dxy;
    xxyy += dxx * dyy;
  }
  return { x: restX, y: restY, xx, xy, yy, xxx, xxy, xyy, xxxx, xxxy, xxyy };
}
