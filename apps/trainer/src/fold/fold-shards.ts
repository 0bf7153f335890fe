import { DataError, type SparsePicture } from '@taxifare/core';
import { type ObjectStore, openStore } from '@taxifare/gcs';
import { SHARD_BYTES, type Shard } from '../steps/shard.ts';
import type { FoldPlan } from './fold-plan.ts';
import { type FoldedShard, foldShard } from './fold-shard.ts';
import type { ShardOutcome } from './shard-result.ts';
import { shardQueue, startThreads } from './threads.ts';

/** Threads pay for themselves above so much data; starting one costs some 80 ms. */
const WORTH_THREADS_BYTES = 100e6;

export interface FoldShardsOptions {
  /** `undefined`: one a core, if the data is worth starting them. */
  readonly threads: number | undefined;
  readonly cores: number;
  /** What worker threads run. */
  readonly program: URL;
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** Told of each shard as it is done, in no order. */
  readonly onShard: (index: number, outcome: ShardOutcome, picture: SparsePicture | undefined) => void;
}

/**
 * Folds the shards, each once, on several threads where the data is worth them; answers on how many. This thread is one of
 * them.
 */
export async function foldShards(
  shards: readonly Shard[],
  plan: FoldPlan,
  options: FoldShardsOptions,
): Promise<number> {
  const { signal, onShard } = options;
  const indices = shards.map((shard) => shard.index);
  const queue = shardQueue(indices);
  const bytes = shards.reduce((sum, shard) => sum + bytesOf(shard, plan), 0);
  const wanted = options.threads ?? (bytes < WORTH_THREADS_BYTES ? 1 : options.cores);
  const extra = Math.max(0, Math.min(wanted, shards.length) - 1);
  const foldHere = async (index: number): Promise<void> => {
    const folded = await tryShard(index, plan, options);
    onShard(index, folded?.result, folded?.picture);
  };
  const threads = startThreads({ count: extra, program: options.program, plan, queue, onShard, redo: foldHere });
  try {
    const own = (async () => {
      for (let index = queue.next(); index !== undefined; index = queue.next()) {
        await foldHere(index);
        // A local file's shard is read without awaiting: let the others' results and Ctrl+C through.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
    })();
    await Promise.race([Promise.all([own, threads.done]), aborted(signal)]);
    return extra + 1;
  } finally {
    await threads.stop();
  }
}

/** `undefined` where the data makes no sense from the next newline on; see `ShardOutcome`. */
export async function tryShard(
  index: number,
  plan: FoldPlan,
  options: { readonly store: ObjectStore; readonly signal: AbortSignal },
): Promise<FoldedShard | undefined> {
  const shard = plan.shards[index];
  if (shard === undefined) throw new RangeError(`tryShard: there are ${plan.shards.length} shards, got ${index}`);
  try {
    return await foldShard(shard, plan, options);
  } catch (error) {
    if (error instanceof DataError && shard.startByte > 0) return undefined;
    throw error;
  }
}

/** The store as a worker thread opens it for itself. */
export function storeOf(plan: FoldPlan): ObjectStore {
  return openStore(plan.storage);
}

function bytesOf(shard: Shard, plan: FoldPlan): number {
  const object = plan.inputs[shard.input]?.bytes ?? 0;
  // Inflating costs some four times as much as reading; a compressed object counts for what is in it.
  return Number.isFinite(shard.endByte) ? Math.min(SHARD_BYTES, shard.endByte - shard.startByte) : object * 4;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
