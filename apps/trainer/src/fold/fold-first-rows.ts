import { addPicture } from '@taxifare/core';
import type { ObjectStore } from '@taxifare/gcs';
import type { FoldPlan } from './fold-plan.ts';
import { foldShard } from './fold-shard.ts';
import type { ShardResult } from './shard-result.ts';

/** The first `rows` records of the data, one shard after the other; the plan is cut to the shards that they lie in. */
export async function foldFirstRows(
  rows: number,
  plan: FoldPlan,
  options: { readonly store: ObjectStore; readonly signal: AbortSignal; readonly picture: Uint32Array },
): Promise<{ readonly plan: FoldPlan; readonly outcomes: readonly ShardResult[] }> {
  const outcomes: ShardResult[] = [];
  let left = rows;
  let endByte = 0;
  for (const shard of plan.shards) {
    if (left === 0) break;
    const recordAtByte = shard.startByte === 0 ? undefined : endByte;
    const { result, picture } = await foldShard(shard, plan, { ...options, recordAtByte, maxRows: left });
    addPicture(options.picture, picture);
    outcomes.push(result);
    endByte = result.endByte;
    for (const part of result.parts) left -= part.rows;
  }
  return { plan: { ...plan, shards: plan.shards.slice(0, outcomes.length) }, outcomes };
}
