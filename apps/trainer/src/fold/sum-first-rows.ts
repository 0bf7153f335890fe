import type { ShardSums } from '../steps/shard-sums.ts';
import { addShard, type Checkpoint, emptyCheckpoint, placeShards } from './checkpoint.ts';
import type { FoldPlan } from './plan.ts';
import { type ReadOptions, sumPlanned } from './sum-planned.ts';

/** The first `rows` records of the data, one shard after the other; the plan is cut to the shards that they lie in. */
export async function sumFirstRows(
  rows: number,
  plan: FoldPlan,
  options: ReadOptions,
): Promise<{ readonly plan: FoldPlan; readonly done: Checkpoint }> {
  const found: ShardSums[] = [];
  let left = rows;
  let endByte = 0;
  for (const { index, startByte } of plan.shards) {
    if (left === 0) break;
    const recordAtByte = startByte === 0 ? undefined : endByte;
    const sums = await sumPlanned(index, plan, { ...options, recordAtByte, maxRows: left });
    found.push(sums);
    endByte = sums.endByte;
    for (const part of sums.parts) left -= part.rows;
  }
  const cut = { ...plan, shards: plan.shards.slice(0, found.length) };
  const done = emptyCheckpoint({ start: 0, end: found.length });
  for (const [index, sums] of found.entries()) addShard(done, index, sums);
  placeShards(done, cut);
  return { plan: cut, done };
}
