import {
  createTripKernel,
  emptySummary,
  mergeSummaries,
  type SparsePicture,
  type Summary,
  sparsePicture,
  summarize,
  summaryOfLines,
  type TripKernel,
  tallyPicture,
} from '@taxifare/core';
import type { ObjectStore } from '@taxifare/gcs';
import { computeDistance } from '../steps/compute-distance.ts';
import { getData } from '../steps/get-data.ts';
import { preprocess } from '../steps/preprocess.ts';
import { BLOCKS_PER_SHARD, SHARD_BYTES, type Shard } from '../steps/shard.ts';
import type { FoldPlan } from './fold-plan.ts';
import type { ShardResult } from './shard-result.ts';

export interface FoldShardOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** Where its first record is known to start; else after the next newline. */
  readonly recordAtByte?: number | undefined;
  readonly maxRows?: number | undefined;
}

export interface FoldedShard {
  readonly result: ShardResult;
  readonly picture: SparsePicture;
}

/** Used again and again: each has a memory of its own. */
const kernels: TripKernel[] = [];

/**
 * The first three steps on one shard, and the sums that the rest is computed from. Blocks are summed by themselves and
 * their sums merged in order, so the result depends on the data alone, not on how its bytes arrive.
 */
export async function foldShard(shard: Shard, plan: FoldPlan, options: FoldShardOptions): Promise<FoldedShard> {
  const object = plan.inputs[shard.input];
  if (object === undefined)
    throw new RangeError(`foldShard: ${plan.inputs.length} inputs, got shard of ${shard.input}`);
  const { store, signal, recordAtByte, maxRows } = options;
  const parts: Summary[] = [emptySummary()];
  const kernel = kernels.pop() ?? createTripKernel();
  const firstPart = shard.startByte / SHARD_BYTES;
  const from = recordAtByte === undefined ? undefined : { recordAtByte };
  const end = await getData(shard, object, { store, signal, from, maxRows }, (trips, block) => {
    const held = preprocess(computeDistance(trips, kernel), plan);
    const part = Math.floor(block / BLOCKS_PER_SHARD) - firstPart;
    while (parts.length <= part) parts.push(emptySummary());
    parts[part] = mergeSummaries(parts[part] ?? emptySummary(), summarize(held));
    tallyPicture(held);
  });
  // Lines and malformed records are counted for the slice as a whole: its first part has them.
  const { lines, malformed, firstMalformedLine = null } = end;
  parts[0] = mergeSummaries(summaryOfLines(lines, malformed, firstMalformedLine), parts[0] ?? emptySummary());
  const picture = sparsePicture(kernel.picture);
  kernel.picture.fill(0);
  kernels.push(kernel);
  return { result: { startByte: end.startByte, endByte: end.endByte, parts }, picture };
}
