import type { ColumnOptions } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import type { RowGroups } from '@taxifare/trip-files';
import type { PreprocessOptions } from '../steps/preprocess.ts';
import { type Shard, shardsOf } from '../steps/shard.ts';

/** Everything that decides what a fold gives: plain data, so that worker threads and other replicas can be given it. */
export interface FoldPlan extends PreprocessOptions {
  readonly columns?: ColumnOptions | undefined;
  readonly rowGroups?: RowGroups | undefined;
  readonly inputs: readonly ObjectInfo[];
  readonly shards: readonly Shard[];
  readonly storage: {
    readonly apiEndpoint: string | undefined;
    readonly projectId: string | undefined;
    /** The only bucket at that endpoint, if the others are Google's. */
    readonly localBucket?: string | undefined;
  };
}

export function planOf(inputs: readonly ObjectInfo[], options: Omit<FoldPlan, 'inputs' | 'shards'>): FoldPlan {
  const { rules, testFraction, folds, storage, columns, rowGroups } = options;
  return { inputs, shards: shardsOf(inputs, rowGroups), rules, testFraction, folds, storage, columns };
}
