import { describe, expect, test } from 'vitest';
import { emptyMoments, type Moments, mergeMoments, momentsOf } from '../src/index.ts';
import { fit, loadMatrix } from '../src/model/index.ts';
import { seededRandom } from './csv/random.ts';
import { sharedDigits } from './support/digits.ts';
import { twoPass } from './support/two-pass.ts';

const ROWS = 3000;

/** Rows whose spread grows with the first feature, as trips' does, so much away from zero. */
function rowsAt(shift: number, features: number) {
  const random = seededRandom(17);
  const share = () => (random.below(1 << 20) + 0.5) / (1 << 20);
  const columns = Array.from({ length: features }, (_, j) =>
    Float64Array.from({ length: ROWS }, () => (j === 0 ? -3 * Math.log(share()) : share() * (j + 1))),
  );
  const target = Float64Array.from(columns[0]!, (x, i) => {
    const noise = (share() + share() + share() - 1.5) * (0.5 + x);
    return columns.reduce((sum, column, j) => sum + (2.5 - j) * column[i]!, 4) + noise;
  });
  // A shift is exact where it takes no bits from what it is added to.
  const grid = 2 ** -20;
  const moved = (column: Float64Array) => column.map((value) => Math.round(value / grid) * grid + shift);
  return { columns: columns.map(moved), target: moved(target) };
}

/** As a training has them: blocks of some rows, merged in order. */
function blockwise(columns: readonly Float64Array[], target: Float64Array): Moments {
  let moments = emptyMoments(columns.length);
  for (let start = 0; start < ROWS; start += 700) {
    const end = Math.min(start + 700, ROWS);
    const parts = columns.map((column) => column.subarray(start, end));
    moments = mergeMoments(moments, momentsOf(parts, target.subarray(start, end), end - start));
  }
  return moments;
}

describe.each([1, 2, 4])('robust and classical errors of %d features', (features) => {
  test.each([
    [0, 12],
    [1e3, 10.5],
    [1e6, 7],
  ])('are those of a two-pass computation, %d away from zero, to %d digits', async (shift, digits) => {
    const { columns, target } = rowsAt(shift, features);
    const moments = blockwise(columns, target);
    for (const fitIntercept of shift === 0 ? [true, false] : [true]) {
      const { inference } = fit(moments, { estimator: 'ols', alpha: 0, fitIntercept }, await loadMatrix());
      const expected = twoPass(columns, target, fitIntercept);
      const { robust, classical } = inference!;
      const first = fitIntercept ? 1 : 0;
      for (let i = 0; i < features; i++) {
        expect(sharedDigits(robust!.coefficients[i]!, expected.hc1[i + first]!)).toBeGreaterThan(digits);
        expect(sharedDigits(classical.coefficients[i]!, expected.classical[i + first]!)).toBeGreaterThan(digits);
      }
      if (!fitIntercept) continue;
      expect(sharedDigits(robust!.intercept!, expected.hc1[0]!)).toBeGreaterThan(digits);
      expect(sharedDigits(classical.intercept!, expected.classical[0]!)).toBeGreaterThan(digits);
    }
  });
});

test('robust errors are none where the moments lack the sums of three and four', () => {
  const { columns, target } = rowsAt(0, 1);
  const { inference } = fit(
    { ...blockwise(columns, target), third: [], fourth: [] },
    { estimator: 'ols', alpha: 0, fitIntercept: true },
  );
  expect(inference!.robust).toBeUndefined();
  expect(inference!.classical.coefficients[0]).toBeGreaterThan(0);
});

test('robust errors of rows on a line are zero, not the root of a rounding below it', () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => i / 7);
  const y = x.map((value) => 3 * value + 1);
  const { inference } = fit(momentsOf([x], y, 50), { estimator: 'ols', alpha: 0, fitIntercept: true });
  expect(inference!.robust!.coefficients[0]).toBeLessThan(1e-7);
  expect(inference!.robust!.intercept).toBeLessThan(1e-6);
});
