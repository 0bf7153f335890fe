import { openStore } from '@taxifare/gcs';
import { trySum } from './sum-planned.ts';
import { shardQueue, type ThreadMessage, type ThreadTask } from './threads.ts';

export interface Port {
  postMessage(message: ThreadMessage, transfer?: readonly ArrayBuffer[]): void;
}

/** A worker thread's whole life: sums shards, with a store of its own, until there are none left. */
export async function runThread({ plan, indices, taken }: ThreadTask, port: Port): Promise<void> {
  const queue = shardQueue(indices, taken);
  const options = { store: openStore(plan.storage), signal: new AbortController().signal };
  for (let index = queue.next(); index !== undefined; index = queue.next()) {
    try {
      const sums = await trySum(index, plan, options);
      port.postMessage({ index, sums }, sums && [sums.picture.bins.buffer, sums.picture.counts.buffer]);
    } catch {
      port.postMessage({ failed: index });
    }
  }
}
