import { openStore } from '@taxifare/gcs';
import { type Retry, trySum } from './sum-planned.ts';
import { shardQueue, type ThreadMessage, type ThreadTask } from './threads.ts';

/** A thread tells of its bytes no more often than somebody may look. */
const POST_MS = 100;

export interface Port {
  postMessage(message: ThreadMessage, transfer?: readonly ArrayBuffer[]): void;
}

/** A worker thread's whole life: sums shards, with a store of its own, until there are none left. */
export async function runThread({ plan, indices, taken }: ThreadTask, port: Port): Promise<void> {
  const queue = shardQueue(indices, taken);
  const onRetry = ({ error: { uri, what }, tries }: Retry) =>
    port.postMessage({ retry: { error: { uri, what }, tries } });
  const store = openStore({ ...plan.storage, retries: { onRetry } });
  let bytes = 0;
  let postedMs = performance.now();
  const onBytes = (more: number): void => {
    bytes += more;
    const nowMs = performance.now();
    if (nowMs - postedMs < POST_MS) return;
    port.postMessage({ bytes });
    [bytes, postedMs] = [0, nowMs];
  };
  const options = { store, signal: new AbortController().signal, onBytes };
  for (let index = queue.next(); index !== undefined; index = queue.next()) {
    try {
      const sums = await trySum(index, plan, options);
      port.postMessage({ index, sums }, sums && [sums.picture.bins.buffer, sums.picture.counts.buffer]);
    } catch {
      port.postMessage({ failed: index });
    }
  }
}
