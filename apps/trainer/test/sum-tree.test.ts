import { emptySummary, mergeSummaries, momentsOf, type Summary } from '@taxifare/core';
import { expect, test } from 'vitest';
import { addNode, type NodeSums, type SumTree, takeRoot } from '../src/fold/sum-tree.ts';
import { randomOf } from './support/trips.ts';

function leaves(count: number): readonly NodeSums[] {
  const random = randomOf(9);
  return Array.from({ length: count }, () => {
    const km = Float64Array.from({ length: 20 }, () => random() * 9);
    const train = momentsOf(
      [km],
      Float64Array.from(km, (x) => 3 + 2 * x + random()),
      20,
    );
    const summary: Summary = { ...emptySummary(), rows: 20, lines: 20, train };
    return { summary, bytes: 1000, firstMalformed: null, range: null };
  });
}

/** Puts the leaves in, in some order. */
function treeOf(sums: readonly NodeSums[], order: readonly number[]): SumTree {
  const tree: SumTree = new Map();
  for (const index of order) addNode(tree, { input: 0, level: 0, index, sums: sums[index]! });
  return tree;
}

test.each([1, 2, 3, 7, 8, 37, 100])(
  'the root of %d leaves is the same to the bit, whatever order they come in',
  (count) => {
    const sums = leaves(count);
    const inOrder = sums.map((_, i) => i);
    const random = randomOf(count);
    const shuffled = inOrder
      .map((index) => [random(), index] as const)
      .sort(([a], [b]) => a - b)
      .map(([, index]) => index);
    const root = takeRoot(treeOf(sums, inOrder), 0, count)!;
    for (const order of [inOrder.toReversed(), shuffled]) {
      expect(takeRoot(treeOf(sums, order), 0, count)).toEqual(root);
    }
    const cut = Math.floor(count / 3);
    // Two processes, each with its neighbours; the second one's nodes join the first one's.
    const joined = treeOf(sums, inOrder.slice(0, cut));
    for (const node of treeOf(sums, inOrder.slice(cut)).values()) addNode(joined, node);
    expect(takeRoot(joined, 0, count)).toEqual(root);
    const sequential = sums.map(({ summary }) => summary).reduce(mergeSummaries).train;
    expect(root.summary.train.syy).toBeCloseTo(sequential.syy, 8);
    expect([root.summary.rows, root.bytes]).toEqual([20 * count, 1000 * count]);
  },
);

test('empty leaves at the end change nothing: a file is the same whether or not its last part has rows', () => {
  for (const count of [5, 6, 7]) {
    const sums = leaves(count);
    const empty = { summary: emptySummary(), bytes: 0, firstMalformed: null, range: null };
    const order = sums.map((_, i) => i);
    const root = takeRoot(treeOf(sums, order), 0, count)!;
    expect(takeRoot(treeOf([...sums, empty], [...order, count]), 0, count + 1)!.summary).toEqual(root.summary);
  }
});

test('of neighbours in a row at most twice the logarithm are left, and a root is none while some are missing', () => {
  const sums = leaves(1);
  const tree: SumTree = new Map();
  let most = 0;
  for (let index = 1001; index < 5003; index++) {
    addNode(tree, { input: 0, level: 0, index, sums: sums[0]! });
    most = Math.max(most, tree.size);
  }
  expect(most).toBeLessThanOrEqual(2 * Math.log2(4002));
  expect(takeRoot(tree, 0, 5003)).toBeUndefined();
});

test('addNode refuses what is there already', () => {
  const tree = treeOf(leaves(3), [0, 2]);
  expect(() => addNode(tree, { input: 0, level: 0, index: 2, sums: leaves(1)[0]! })).toThrow('is counted already');
});
