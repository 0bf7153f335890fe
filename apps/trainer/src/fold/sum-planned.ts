import { DataError } from '@taxifare/core';
import type { ObjectStore } from '@taxifare/gcs';
import { sumShard } from '../steps/five-steps.ts';
import type { ShardSums } from '../steps/shard-sums.ts';
import type { FoldPlan } from './plan.ts';

/** A failure after which it is tried again, as much of it as threads can tell each other. */
export interface Retry {
  readonly error: { readonly uri: string; readonly what: string };
  readonly tries: number;
}

export interface ReadOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** See `GetDataOptions`. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

export interface PlannedOptions extends ReadOptions {
  readonly recordAtByte?: number | undefined;
  readonly maxRows?: number | undefined;
}

/** The sums of one of the plan's shards. */
export async function sumPlanned(index: number, plan: FoldPlan, options: PlannedOptions): Promise<ShardSums> {
  const shard = plan.shards[index];
  const object = plan.inputs[shard?.input ?? -1];
  if (shard === undefined || object === undefined) {
    throw new RangeError(`sumPlanned: no such shard, got ${index} of ${plan.shards.length}`);
  }
  const { rules, testFraction, folds, columns } = plan;
  return await sumShard(shard, object, { ...options, rules, testFraction, folds, columns });
}

/** `undefined` where the data makes no sense from the next newline on; see `DoneShard`. */
export async function trySum(index: number, plan: FoldPlan, options: ReadOptions): Promise<ShardSums | undefined> {
  try {
    return await sumPlanned(index, plan, options);
  } catch (error) {
    if (error instanceof DataError && (plan.shards[index]?.startByte ?? 0) > 0) return undefined;
    throw error;
  }
}
