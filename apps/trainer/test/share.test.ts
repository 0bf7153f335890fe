import { expect, test } from 'vitest';
import type { FoldPlan } from '../src/fold/plan.ts';
import { shareOf } from '../src/fold/share.ts';
import { shardsOf } from '../src/steps/shard.ts';

const object = (uri: string, bytes: number) => ({
  uri,
  bytes,
  generation: '1',
  crc32c: undefined,
  contentEncoding: undefined,
});

function planOfInputs(inputs: ReturnType<typeof object>[]): FoldPlan {
  const storage = { apiEndpoint: undefined, projectId: undefined };
  return { inputs, shards: shardsOf(inputs), rules: undefined, testFraction: 0, folds: 0, storage };
}

test.each([1, 2, 3, 7, 40])('%d replicas share all shards, each of them neighbours, none twice', (replicas) => {
  const plan = planOfInputs([
    object('a.csv', 100e6),
    object('b.csv.gz', 30e6),
    object('c.csv', 5),
    object('d.csv', 300e6),
  ]);
  const shares = Array.from({ length: replicas }, (_, replica) => shareOf(plan, { replica, replicas }));
  expect(shares[0]!.start).toBe(0);
  expect(shares.at(-1)!.end).toBe(plan.shards.length);
  for (const [i, { start, end }] of shares.entries()) {
    expect(start).toBeLessThanOrEqual(end);
    if (i > 0) expect(start).toBe(shares[i - 1]!.end);
  }
});

test('shares are of the same work, not of the same number of shards', () => {
  const plan = planOfInputs([object('a.csv.gz', 200e6), object('b.csv', 800e6)]);
  const { end } = shareOf(plan, { replica: 0, replicas: 2 });
  expect(end).toBe(1);
});
