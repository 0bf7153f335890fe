import { fc, test } from '@fast-check/vitest';
import { expect, test as plain } from 'vitest';
import { emptyMoments, type Moments, mergeMoments, momentsOf, parseMoments } from '../src/index.ts';

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

test.prop([rows, rows])('mergeMoments of a single feature is what it is among others', (a, b) => {
  const [one, other] = [momentsOfRows(a), momentsOfRows(b)];
  const first = ({ meanX, sxx, sxy, ...rest }: Moments): Moments => {
    return { ...rest, meanX: [meanX[0]!], sxx: [[sxx[0]![0]!]], sxy: [sxy[0]!] };
  };
  expect(mergeMoments(first(one), first(other))).toEqual(first(mergeMoments(one, other)));
});

const survivesJson = (a: readonly (readonly [number, number, number])[]) => {
  const { n, meanX, meanY, sxx, sxy, syy } = momentsOfRows(a);
  const unsigned = (numbers: readonly number[]) => numbers.map((number) => number + 0);
  const expected = { n, meanX: unsigned(meanX), meanY: meanY + 0, sxx: sxx.map(unsigned), sxy: unsigned(sxy), syy };
  expect(parseMoments(JSON.parse(JSON.stringify({ n, meanX, meanY, sxx, sxy, syy })), 2)).toEqual(expected);
};

test.prop([rows])('moments survive JSON to the last bit, but for the sign of a zero', survivesJson);

plain('moments whose mean is −0 survive JSON', () => {
  survivesJson([
    [8.4e-323, 0, 0],
    [-9e-323, 0, 0],
  ]);
});

plain('parseMoments refuses what are none', () => {
  for (const damage of [null, 3, {}, { n: -1 }, { ...momentsOfRows([]), syy: 'x' }, { ...momentsOfRows([]), n: 1.5 }]) {
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
