import { addPicture, mergePicture, type SparsePicture } from '@taxifare/core';
import type { ShardSums } from '../steps/shard-sums.ts';
import {
  addShard,
  type Checkpoint,
  type DoneShard,
  doneShard,
  placeInput,
  placeShards,
  shardAt,
} from './checkpoint.ts';
import type { FoldPlan } from './plan.ts';
import { type ReadOptions, sumPlanned, trySum } from './sum-planned.ts';
import { addNode } from './sum-tree.ts';

/** Puts shards into the tree as they are done; those that have to be read again for it, one at a time. */
export function placeAsDone(
  done: Checkpoint,
  plan: FoldPlan,
  options: ReadOptions,
): { readonly tick: () => void; readonly settled: () => Promise<void> } {
  let rereading: Promise<void> | undefined;
  const tick = () => {
    if (rereading !== undefined || placeShards(done, plan) === undefined) return;
    rereading = rereadStuck(done, plan, options).then(() => {
      rereading = undefined;
    });
    // It is thrown where it is waited for.
    rereading.catch(() => {});
  };
  const settled = async () => {
    do {
      await rereading;
      tick();
    } while (rereading !== undefined);
  };
  return { tick, settled };
}

/**
 * A shard that does not start where the one before ends was cut inside a quoted field: it is read again from there, and
 * takes the place of what it came to before.
 */
async function rereadStuck(done: Checkpoint, plan: FoldPlan, options: ReadOptions): Promise<void> {
  for (let index = placeShards(done, plan); index !== undefined; index = placeShards(done, plan)) {
    const found = await readAgain(index, done.endByte, done.pending.get(index), plan, options);
    replace(done, index, found);
  }
}

interface Reread {
  readonly again: ShardSums;
  /** What the shard came to before, to be taken away. */
  readonly wrong: SparsePicture | undefined;
}

async function readAgain(
  index: number,
  recordAtByte: number | undefined,
  before: DoneShard,
  plan: FoldPlan,
  options: ReadOptions,
): Promise<Reread> {
  const wrong = before === undefined ? undefined : await trySum(index, plan, options);
  return { again: await sumPlanned(index, plan, { ...options, recordAtByte }), wrong: wrong?.picture };
}

function replace({ picture, pending }: Checkpoint, index: number, { again, wrong }: Reread): void {
  if (wrong !== undefined) addPicture(picture, wrong, -1);
  addPicture(picture, again.picture);
  pending.set(index, doneShard(again));
}

/**
 * Adds the shards that another process has done, which come right after those of `done`. Its first ones are read again
 * where they do not start where `done` ends; if they then end elsewhere, too, so are all the others.
 */
export async function joinCheckpoint(
  done: Checkpoint,
  other: Checkpoint,
  plan: FoldPlan,
  options: ReadOptions,
): Promise<void> {
  if (done.next !== other.start || other.next !== other.end) {
    throw new RangeError(`joinCheckpoint: shards ${other.start} to ${other.end} do not follow ${done.next}`);
  }
  done.end = other.end;
  const found: (Reread | undefined)[] = [];
  let { endByte } = done;
  for (const [i, head] of other.heads.entries()) {
    const isFine = head !== undefined && head.startByte === endByte;
    const reread = isFine ? undefined : await readAgain(other.start + i, endByte, head, plan, options);
    found.push(reread);
    endByte = Math.max(endByte ?? 0, (reread?.again ?? head)?.endByte ?? 0);
  }
  const last = other.heads.at(-1);
  if (last !== undefined && last.endByte !== endByte) return await sumRest(done, plan, options);
  mergePicture(done.picture, other.picture);
  for (const [i, head] of other.heads.entries()) {
    const [index, reread] = [other.start + i, found[i]];
    if (reread === undefined) done.pending.set(index, head);
    else replace(done, index, reread);
  }
  placeShards(done, plan);
  if (done.next !== other.start + other.heads.length) throw new RangeError('joinCheckpoint: a shard does not fit');
  for (const node of other.tree.values()) addNode(done.tree, node);
  // A compressed input is one shard: what is in parts is plain.
  const inputs = new Set([...done.tree.values()].map(({ input }) => input));
  for (const input of inputs) if (input !== null) placeInput(done.tree, plan, { input });
  done.next = other.end;
  done.endByte = other.endByte ?? done.endByte;
}

/** Sums what is left of the range, one shard after the other. */
async function sumRest(done: Checkpoint, plan: FoldPlan, options: ReadOptions): Promise<void> {
  for (let index = done.next; index < done.end; index++) {
    const recordAtByte = shardAt(plan, index).startByte === 0 ? undefined : done.endByte;
    addShard(done, index, await sumPlanned(index, plan, { ...options, recordAtByte }));
    placeShards(done, plan);
  }
}
