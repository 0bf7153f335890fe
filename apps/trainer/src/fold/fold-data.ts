import { DataError } from '@taxifare/core';
import type { Log } from '../terminal/log.ts';
import { addShard, type Checkpoint, emptyCheckpoint, isDone } from './checkpoint.ts';
import type { JobOptions } from './fold-in-job.ts';
import { type DataSums, mergeSums } from './merge-sums.ts';
import type { FoldPlan } from './plan.ts';
import { placeAsDone } from './reconcile.ts';
import { sumFirstRows } from './sum-first-rows.ts';
import type { ReadOptions } from './sum-planned.ts';
import { sumShards, type ThreadOptions } from './sum-shards.ts';

export interface FoldOptions extends ReadOptions, ThreadOptions {
  /** Read no more than so many records. */
  readonly rows?: number | undefined;
  /** A record with a wrong number of fields is an error. */
  readonly isStrict?: boolean;
  /** In a job the replicas share the shards, and keep checkpoints in a bucket. */
  readonly job?: JobOptions | undefined;
  readonly onRetry: Log['retrying'];
  readonly onProgress: Log['progress'];
  /** Told of bytes until the first shard is done: a compressed object is one shard, however large. */
  readonly onReading: Log['reading'];
}

/**
 * The sums of the whole data, and on how many threads this process worked; `undefined` in a replica that is not the
 * primary, once its own part is in the bucket.
 */
export async function foldData(
  plan: FoldPlan,
  options: FoldOptions,
): Promise<{ readonly sums: DataSums; readonly threads: number } | undefined> {
  const { rows, job } = options;
  if (rows !== undefined) {
    const first = await sumFirstRows(rows, plan, options);
    return { sums: mergeStrictly(first.plan, first.done, options), threads: 1 };
  }
  const folded = job === undefined ? await foldHere(plan, options) : await foldInReplicas(plan, job, options);
  if (folded === undefined) return undefined;
  return { sums: mergeStrictly(plan, folded.done, options), threads: folded.threads };
}

async function foldHere(plan: FoldPlan, options: FoldOptions) {
  const done = emptyCheckpoint({ start: 0, end: plan.shards.length });
  return { done, threads: await sumInto(done, plan, options) };
}

async function foldInReplicas(plan: FoldPlan, job: JobOptions, options: FoldOptions) {
  const { foldInJob } = await import('./fold-in-job.ts');
  return await foldInJob(plan, job, options, async (done, { signal, onShard }) => {
    return await sumInto(done, plan, { ...options, signal, onShard });
  });
}

/** Sums the shards that are not done yet into a checkpoint; answers on how many threads. */
async function sumInto(
  done: Checkpoint,
  plan: FoldPlan,
  options: FoldOptions & { readonly onShard?: () => void },
): Promise<number> {
  const placing = placeAsDone(done, plan, options);
  const missing = plan.shards.slice(done.start, done.end).filter(({ index }) => !isDone(done, index));
  let finished = 0;
  let bytesRead = 0;
  const threads = await sumShards(missing, plan, {
    ...options,
    onBytes: (bytes) => {
      bytesRead += bytes;
      if (finished === 0) options.onReading({ bytesRead, bytes: Infinity });
    },
    onShard: (index, sums) => {
      addShard(done, index, sums);
      placing.tick();
      finished += 1;
      options.onProgress({ shardsDone: finished, shards: missing.length });
      options.onShard?.();
    },
  });
  await placing.settled();
  return threads;
}

function mergeStrictly(plan: FoldPlan, done: Checkpoint, { isStrict = false }: FoldOptions): DataSums {
  const sums = mergeSums(plan, done);
  if (!isStrict || sums.firstMalformed === undefined) return sums;
  const { uri, line } = sums.firstMalformed;
  const what =
    'the row has another number of fields than the header; correct it, or leave out --strict to drop such rows';
  throw new DataError(`${uri}: line ${line}: ${what}`, { source: uri, line });
}
