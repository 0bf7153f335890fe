import { storeOf, tryShard } from './fold-shards.ts';
import { shardQueue, type ThreadMessage, type ThreadTask } from './threads.ts';

export interface Port {
  postMessage(message: ThreadMessage, transfer?: readonly ArrayBuffer[]): void;
}

/** A worker thread's whole life: takes shards until there are none. */
export async function runThread({ plan, indices, taken }: ThreadTask, port: Port): Promise<void> {
  const queue = shardQueue(indices, taken);
  const options = { store: storeOf(plan), signal: new AbortController().signal };
  for (let index = queue.next(); index !== undefined; index = queue.next()) {
    try {
      const folded = await tryShard(index, plan, options);
      const picture = folded?.picture;
      const transfer = picture === undefined ? [] : [picture.bins.buffer, picture.counts.buffer];
      port.postMessage({ index, outcome: folded?.result, picture }, transfer);
    } catch {
      port.postMessage({ failed: index });
    }
  }
}
