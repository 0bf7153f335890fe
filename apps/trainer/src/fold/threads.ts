import { Worker } from 'node:worker_threads';
import type { ShardSums } from '../steps/shard-sums.ts';
import type { FoldPlan } from './plan.ts';
import type { Retry } from './sum-planned.ts';

/** What a worker thread is started with. */
export interface ThreadTask {
  readonly plan: FoldPlan;
  readonly indices: readonly number[];
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** The messages of a worker thread: a shard's sums, the shard that it could not read, retries and bytes meanwhile. */
export type ThreadMessage =
  | { readonly index: number; readonly sums: ShardSums | undefined }
  | { readonly failed: number }
  | { readonly retry: Retry }
  | { readonly bytes: number };

/** Shards to do, taken by whoever is free, on any thread. */
export interface ShardQueue {
  readonly indices: readonly number[];
  readonly taken: Int32Array<SharedArrayBuffer>;
  next(): number | undefined;
}

export function shardQueue(
  indices: readonly number[],
  taken: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4)),
): ShardQueue {
  return { indices, taken, next: () => indices[Atomics.add(taken, 0, 1)] };
}

export interface ThreadsOptions {
  readonly count: number;
  readonly program: URL;
  readonly plan: FoldPlan;
  readonly queue: ShardQueue;
  readonly onShard: (index: number, sums: ShardSums | undefined) => void;
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  /** Reads a shard that a worker could not read, on this thread: its error is an error here, with all that it carries. */
  readonly redo: (index: number) => Promise<void>;
}

export interface Threads {
  /** Resolves when every worker has found the queue empty. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/** A thread's own objects are few and short-lived; left alone, V8 would let 30 MB of them lie about. */
const SMALL_HEAP = { maxYoungGenerationSizeMb: 4 };

export function startThreads(options: ThreadsOptions): Threads {
  const { count, program, plan, queue } = options;
  const task: ThreadTask = { plan, indices: queue.indices, taken: queue.taken };
  const workers = Array.from(
    { length: count },
    () => new Worker(program, { workerData: task, resourceLimits: SMALL_HEAP }),
  );
  const done = Promise.all(workers.map((worker) => endOf(worker, options))).then(() => {});
  // Awaited in the end; a failure before that is nobody's unhandled rejection.
  done.catch(() => {});
  return {
    done,
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function endOf(worker: Worker, { onShard, onBytes, onRetry, redo }: ThreadsOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const redone: Promise<void>[] = [];
    worker.on('message', (message: ThreadMessage) => {
      if ('failed' in message) redone.push(redo(message.failed).catch(reject));
      else if ('retry' in message) onRetry?.(message.retry);
      else if ('bytes' in message) onBytes?.(message.bytes);
      else {
        try {
          onShard(message.index, message.sums);
        } catch (error) {
          // What the sums bring to light, bytes that are not the object's say, is the fold's error, not the event's.
          reject(error);
        }
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      Promise.all(redone).then(() => resolve(), reject);
    });
  });
}
