import { addShard, type Checkpoint, emptyCheckpoint } from './checkpoint.ts';
import type { FoldPlan } from './plan.ts';
import { type ReadOptions, sumPlanned } from './sum-planned.ts';

/** The first `rows` records of the data, one shard after the other; the plan is cut to the shards that they lie in. */
export async function sumFirstRows(
  rows: number,
  plan: FoldPlan,
  options: ReadOptions,
): Promise<{ readonly plan: FoldPlan; readonly done: Checkpoint }> {
  const done = emptyCheckpoint();
  let left = rows;
  let endByte = 0;
  for (const { index, startByte } of plan.shards) {
    if (left === 0) break;
    const recordAtByte = startByte === 0 ? undefined : endByte;
    const sums = await sumPlanned(index, plan, { ...options, recordAtByte, maxRows: left });
    addShard(done, index, sums);
    endByte = sums.endByte;
    for (const part of sums.parts) left -= part.rows;
  }
  return { plan: { ...plan, shards: plan.shards.slice(0, done.shards.size) }, done };
}
