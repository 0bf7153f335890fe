import type { Shard } from '../steps/shard.ts';
import type { ShardSums } from '../steps/shard-sums.ts';
import type { FoldPlan } from './plan.ts';
import { workOf } from './share.ts';
import { type ReadOptions, type Retry, trySum } from './sum-planned.ts';
import { shardQueue, startThreads } from './threads.ts';

/** Threads pay for themselves above so much data; starting one costs some 80 ms. */
const WORTH_THREADS_BYTES = 100e6;

/** What there is to work with. */
export interface ThreadOptions {
  /** `undefined`: one a core, if the data is worth starting them. */
  readonly threads: number | undefined;
  readonly cores: number;
  /** What worker threads run. */
  readonly program: URL;
}

export interface SumShardsOptions extends ReadOptions, ThreadOptions {
  /** Told of what other threads try again; on this one the store tells of it. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  /** Told of each shard as it is done, in no order. `undefined`: see `DoneShard`. */
  readonly onShard: (index: number, sums: ShardSums | undefined) => void;
}

/** Sums each of the shards once, on this thread and others where the data is worth them. Answers on how many. */
export async function sumShards(shards: readonly Shard[], plan: FoldPlan, options: SumShardsOptions): Promise<number> {
  const { signal, onShard, onBytes, onRetry, program } = options;
  // Streams come once, to whoever is the process.
  const isStream = ({ input }: Shard) => plan.inputs[input]?.bytes === Number.POSITIVE_INFINITY;
  const queue = shardQueue(shards.filter((shard) => !isStream(shard)).map(({ index }) => index));
  const bytes = shards.reduce((sum, shard) => sum + workOf(shard, plan), 0);
  const wanted = options.threads ?? (bytes < WORTH_THREADS_BYTES ? 1 : options.cores);
  const count = Math.max(0, Math.min(wanted, shards.length) - 1);
  const sumHere = async (index: number): Promise<void> => onShard(index, await trySum(index, plan, options));
  const threads = startThreads({ count, program, plan, queue, onShard, onBytes, onRetry, redo: sumHere });
  try {
    const own = (async () => {
      for (const { index } of shards.filter(isStream)) await sumHere(index);
      for (let index = queue.next(); index !== undefined; index = queue.next()) {
        await sumHere(index);
        // A local file's shard is read without awaiting: let the others' results and Ctrl+C through.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
    })();
    await Promise.race([Promise.all([own, threads.done]), aborted(signal)]);
    return count + 1;
  } finally {
    await threads.stop();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
