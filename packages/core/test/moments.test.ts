import { fc, test } from '@fast-check/vitest';
import { expect, test as plain } from 'vitest';
import { emptyMoments, type Moments, mergeMoments, momentsOf, parseMoments } from '../src/index.ts';
import { productsOf } from '../src/products.ts';

type Row = readonly [x1: number, x2: number, y: number];
const value = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const rows = fc.array(fc.tuple(value, value, value), { maxLength: 40 });

function momentsOfRows(data: readonly Row[]): Moments {
  const column = (i: 0 | 1 | 2) => Float64Array.from(data, (row) => row[i]);
  return momentsOf([column(0), column(1)], column(2), data.length);
}

function expectClose(a: Moments, b: Moments): void {
  expect(a.n).toBe(b.n);
  const scale = 1e8 * Math.max(1, a.n);
  const pairs: [number, number][] = [
    [a.meanY, b.meanY],
    [a.syy, b.syy],
    ...a.meanX.map((mean, i): [number, number] => [mean, b.meanX[i]!]),
    ...a.sxy.map((sum, i): [number, number] => [sum, b.sxy[i]!]),
    ...a.sxx.flatMap((row, i) => row.map((sum, j): [number, number] => [sum, b.sxx[i]![j]!])),
  ];
  for (const [got, expected] of pairs) expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-12 * scale);
  for (const [i, sum] of a.third.entries())
    expect(Math.abs(sum - b.third[i]!)).toBeLessThanOrEqual(1e-11 * 1e4 * scale);
  for (const [i, sum] of a.fourth.entries())
    expect(Math.abs(sum - b.fourth[i]!)).toBeLessThanOrEqual(1e-10 * 1e8 * scale);
}

test.prop([rows, rows])('momentsOf of rows after rows are the merged moments', (a, b) => {
  expectClose(mergeMoments(momentsOfRows(a), momentsOfRows(b)), momentsOfRows([...a, ...b]));
});

test.prop([rows, rows, rows])('mergeMoments is associative', (a, b, c) => {
  const [x, y, z] = [momentsOfRows(a), momentsOfRows(b), momentsOfRows(c)];
  expectClose(mergeMoments(mergeMoments(x, y), z), mergeMoments(x, mergeMoments(y, z)));
});

test.prop([rows])('mergeMoments has the empty moments as its exact identity', (a) => {
  const moments = momentsOfRows(a);
  expect(mergeMoments(moments, emptyMoments(2))).toEqual(moments);
  expect(mergeMoments(emptyMoments(2), moments)).toEqual(moments);
});

/** The moments of the first feature alone. */
function firstOf({ meanX, sxx, sxy, third, fourth, ...rest }: Moments): Moments {
  const all = productsOf(2);
  const pick = (sums: readonly number[], products: readonly (readonly number[])[]) =>
    sums.filter((_, i) => !products[i]!.includes(1));
  return {
    ...rest,
    meanX: [meanX[0]!],
    sxx: [[sxx[0]![0]!]],
    sxy: [sxy[0]!],
    third: pick(third, all.third),
    fourth: pick(fourth, all.fourth),
  };
}

test.prop([rows, rows])('mergeMoments of a single feature is what it is among others', (a, b) => {
  const [one, other] = [momentsOfRows(a), momentsOfRows(b)];
  const { third, fourth, ...sums } = mergeMoments(firstOf(one), firstOf(other));
  const { third: third2, fourth: fourth2, ...sums2 } = firstOf(mergeMoments(one, other));
  expect(sums).toEqual(sums2);
  expectClose({ ...sums, third, fourth }, { ...sums2, third: third2, fourth: fourth2 });
});

test.prop([rows])('momentsOf of a single feature is what it is among others', (a) => {
  const column = (i: 0 | 2) => Float64Array.from(a, (row) => row[i]);
  expectClose(momentsOf([column(0)], column(2), a.length), firstOf(momentsOfRows(a)));
});

test.prop([rows])('the sums of three and of four factors are those of the deviations', (a) => {
  const { meanX, meanY, third, fourth } = momentsOfRows(a);
  const deviations = a.map(([x1, x2, y]) => [x1 - meanX[0]!, x2 - meanX[1]!, y - meanY]);
  const sumOf = (product: readonly number[]) =>
    deviations.reduce((sum, d) => sum + product.reduce((factor, i) => factor * d[i]!, 1), 0);
  const products = productsOf(2);
  for (const [i, product] of products.third.entries())
    expect(Math.abs(third[i]! - sumOf(product))).toBeLessThanOrEqual(1e-11 * 1e12 * Math.max(1, a.length));
  for (const [i, product] of products.fourth.entries())
    expect(Math.abs(fourth[i]! - sumOf(product))).toBeLessThanOrEqual(1e-10 * 1e16 * Math.max(1, a.length));
});

plain('productsOf counts each product once, the target twice at most, and finds it in any order', () => {
  expect(productsOf(1).third).toEqual([
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, 1],
  ]);
  expect(productsOf(1).fourth.map((product) => product.join(''))).toEqual(['0000', '0001', '0011']);
  const { fourth, placeOfFourth } = productsOf(3);
  expect(fourth).toHaveLength(15 + 10 + 6);
  expect(fourth[placeOfFourth(3, 1, 0, 3)]).toEqual([0, 1, 3, 3]);
});

plain('moments from before the sums of three and four were kept merge without them', () => {
  const { third, fourth, ...older } = firstOf(
    momentsOfRows([
      [1, 0, 2],
      [2, 0, 5],
      [4, 0, 4],
    ]),
  ); // prettier-ignore
  const parsed = parseMoments(older)!;
  expect([parsed.third, parsed.fourth]).toEqual([[], []]);
  expect(mergeMoments(parsed, { ...older, third, fourth }).fourth).toEqual([]);
  expect(mergeMoments(parsed, { ...older, third, fourth }).n).toBe(6);
});

const survivesJson = (a: readonly (readonly [number, number, number])[]) => {
  const moments = momentsOfRows(a);
  const { n, meanX, meanY, sxx, sxy, syy, third, fourth } = moments;
  const unsigned = (numbers: readonly number[]) => numbers.map((number) => number + 0);
  const expected = {
    n,
    meanX: unsigned(meanX),
    meanY: meanY + 0,
    sxx: sxx.map(unsigned),
    sxy: unsigned(sxy),
    syy,
    third: unsigned(third),
    fourth: unsigned(fourth),
  };
  expect(parseMoments(JSON.parse(JSON.stringify(moments)), 2)).toEqual(expected);
};

test.prop([rows])('moments survive JSON to the last bit, but for the sign of a zero', survivesJson);

plain('moments whose mean is −0 survive JSON', () => {
  survivesJson([
    [8.4e-323, 0, 0],
    [-9e-323, 0, 0],
  ]);
});

plain('parseMoments refuses what are none', () => {
  for (const damage of [
    null,
    3,
    {},
    { n: -1 },
    { ...momentsOfRows([]), syy: 'x' },
    { ...momentsOfRows([]), n: 1.5 },
    { ...momentsOfRows([]), third: [1] },
  ]) {
    expect(parseMoments(damage, 2)).toBeUndefined();
  }
  expect(parseMoments(momentsOfRows([]), 1)).toBeUndefined();
});

plain('merged moments of 55 million rows far from zero are exact to 12 digits', () => {
  // Blocks of a repeating pattern: 55,000 blocks of 1,000 rows, x = 1e8 + i, y = 3 x + 7 + (−1)^i / 4.
  const length = 1000;
  const blocks = 55_000;
  const x = new Float64Array(length);
  const y = new Float64Array(length);
  let merged = emptyMoments();
  const one = (block: number) => {
    for (let i = 0; i < length; i++) {
      x[i] = 1e8 + ((block * length + i) % 5000);
      y[i] = 3 * x[i]! + 7 + (i % 2 === 0 ? 0.25 : -0.25);
    }
    return momentsOf([x], y, length);
  };
  const patterns = [0, 1, 2, 3, 4].map(one);
  for (let block = 0; block < blocks; block++) merged = mergeMoments(merged, patterns[block % 5]!);
  // In integers: x − 1e8 runs through 0..4999, 11,000 times each; the quarter adds ± i-wise.
  const n = BigInt(blocks) * BigInt(length);
  const times = n / 5000n;
  let sum = 0n;
  let squares = 0n;
  let alternating = 0n;
  for (let i = 0n; i < 5000n; i++) {
    sum += i;
    squares += i * i;
    alternating += i % 2n === 0n ? i : -i;
  }
  const sxx = Number((squares * times * n - sum * sum * times * times) / n);
  const sxy = 3 * sxx + Number(alternating * times) / 4;
  const syy = 9 * sxx + (6 * Number(alternating * times)) / 4 + Number(n) / 16;
  expect(merged.n).toBe(55_000_000);
  expect(Math.abs(merged.sxx[0]![0]! / sxx - 1)).toBeLessThan(1e-12);
  expect(Math.abs(merged.sxy[0]! / sxy - 1)).toBeLessThan(1e-12);
  expect(Math.abs(merged.syy / syy - 1)).toBeLessThan(1e-12);
});
