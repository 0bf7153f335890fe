import { expect, test } from 'vitest';
import { chanceOf, coverageOf, differingPairs, MOST, PAIRS, SPREADS } from './support/simulate.ts';

const DRAWS = 2000;
const SEED = 1;

/** Whether a share of so many draws is what long simulations give, but for chance: once in 16,000 it would not be. */
function expectShare(found: number, truth: number, draws: number): void {
  expect(Math.abs(found - truth)).toBeLessThan(4 * chanceOf(truth, draws) + 0.1);
}

test.each(SPREADS)('of 100 intervals for C some 95 hold it: $name, base fare $fitIntercept', (spread) => {
  // What long simulations give is as promised, and what is found here is that.
  expect(spread.robust).toBeGreaterThanOrEqual(spread.least);
  expect(spread.robust).toBeLessThanOrEqual(MOST);
  const { robust, classical } = coverageOf(spread, DRAWS, SEED);
  console.log(`of ${DRAWS} intervals: HC1 ${robust.toFixed(1)}%, classical ${classical.toFixed(1)}%`);
  expectShare(robust, spread.robust, DRAWS);
  expectShare(classical, spread.classical, DRAWS);
});

test('of 100 pairs of samples of the same trips 2 to 8 differ by more than noise', () => {
  const PAIR_COUNT = 2000;
  const { robust, classical } = differingPairs(PAIR_COUNT, SEED);
  console.log(`of ${PAIR_COUNT} pairs ${robust.toFixed(1)}% differ; by classical errors ${classical.toFixed(1)}%`);
  expect(PAIRS.robust).toBeGreaterThanOrEqual(2);
  expect(PAIRS.robust).toBeLessThanOrEqual(8);
  expectShare(robust, PAIRS.robust, PAIR_COUNT);
  expectShare(classical, PAIRS.classical, PAIR_COUNT);
});
