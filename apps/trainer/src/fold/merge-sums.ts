import { emptySummary, type Summary } from '@taxifare/core';
import { type Checkpoint, inputsWithShards } from './checkpoint.ts';
import type { FoldPlan } from './plan.ts';
import { takeRoot } from './sum-tree.ts';

/** The sums of the whole data. */
export interface DataSums {
  readonly summary: Summary;
  readonly picture: Float64Array;
  /** Bytes of CSV, decompressed. */
  readonly bytes: number;
  /** The first record with a wrong number of fields. */
  readonly firstMalformed: { readonly uri: string; readonly line: number } | undefined;
}

/** The sums of the whole data, all of whose shards are in the checkpoint's tree. */
export function mergeSums(plan: FoldPlan, { tree, picture }: Checkpoint): DataSums {
  const inputs = inputsWithShards(plan);
  const root = takeRoot(tree, null, inputs);
  if (root === undefined && inputs > 0)
    throw new RangeError(`mergeSums: some of ${plan.shards.length} shards are missing`);
  const { summary = emptySummary(), bytes = 0, firstMalformed = null } = root ?? {};
  const uri = plan.inputs[firstMalformed?.input ?? -1]?.uri ?? '';
  return {
    ...{ summary, picture, bytes },
    firstMalformed: firstMalformed === null ? undefined : { uri, line: firstMalformed.line },
  };
}
