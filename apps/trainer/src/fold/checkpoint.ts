import { addPicture, PICTURE_LENGTH } from '@taxifare/core';
import { verifyRanges } from '@taxifare/gcs';
import { firstPartOf, type Shard } from '../steps/shard.ts';
import type { ShardSums } from '../steps/shard-sums.ts';
import type { FoldPlan } from './plan.ts';
import { addNode, type SumTree, takeRoot } from './sum-tree.ts';

/**
 * The sums of a shard but for its picture, which is in the checkpoint's. `undefined`: the shard makes no sense from the
 * next newline on. That is an error only if the shard before ends at that newline; otherwise the newline lies in a quoted
 * field, and the shard is read from where the one before ends.
 */
export type DoneShard = Omit<ShardSums, 'picture'> | undefined;

/** The shards [start, end) that one process sums, and how far it is: nothing but their sums. */
export interface Checkpoint {
  readonly start: number;
  end: number;
  /** The shards before it are in the tree, or heads. */
  next: number;
  /** Where the record after the last of them starts, in its object; `undefined` where that is not known. */
  endByte: number | undefined;
  /** The first shards of the range, as far as nothing here says whether they start where the one before ends. */
  readonly heads: DoneShard[];
  /** Shards that are done before those between `next` and them. */
  readonly pending: Map<number, DoneShard>;
  readonly tree: SumTree;
  /** The pictures of all shards that are done, added up. */
  readonly picture: Float64Array;
}

export function emptyCheckpoint({ start, end }: { readonly start: number; readonly end: number }): Checkpoint {
  const picture = new Float64Array(PICTURE_LENGTH);
  return { start, end, next: start, endByte: undefined, heads: [], pending: new Map(), tree: new Map(), picture };
}

export function isDone({ next, pending }: Checkpoint, index: number): boolean {
  return index < next || pending.has(index);
}

/** How many shards are done. */
export function shardsDone({ start, next, pending }: Checkpoint): number {
  return next - start + pending.size;
}

/** Takes a shard's sums in; they have their place once `placeShards` comes to them. */
export function addShard(checkpoint: Checkpoint, index: number, sums: ShardSums | undefined): void {
  const { start, end, pending, picture } = checkpoint;
  if (index < start || index >= end) throw new RangeError(`addShard: shards are ${start} to ${end}, got ${index}`);
  if (isDone(checkpoint, index)) throw new RangeError(`addShard: shard ${index} is counted already`);
  pending.set(index, doneShard(sums));
  if (sums !== undefined) addPicture(picture, sums.picture);
}

export function doneShard(sums: ShardSums | undefined): DoneShard {
  if (sums === undefined) return undefined;
  const { startByte, endByte, parts, crc32c } = sums;
  return { startByte, endByte, parts, crc32c };
}

/**
 * Puts pending shards into the tree, in order, as far as each starts where the one before ends. Answers the first that
 * does not, and has to be read again from `endByte`; `undefined` where the next one is not done yet.
 */
export function placeShards(checkpoint: Checkpoint, plan: FoldPlan): number | undefined {
  const { pending, heads } = checkpoint;
  while (pending.has(checkpoint.next)) {
    const index = checkpoint.next;
    const sums = pending.get(index);
    const shard = shardAt(plan, index);
    const isFirst = shard.startByte === 0;
    if (!isFirst && checkpoint.endByte === undefined) heads.push(sums);
    else if (sums === undefined || (!isFirst && sums.startByte !== checkpoint.endByte)) return index;
    else placeShard(checkpoint.tree, plan, shard, sums);
    pending.delete(index);
    checkpoint.next += 1;
    checkpoint.endByte =
      sums === undefined ? undefined : Math.max(isFirst ? 0 : (checkpoint.endByte ?? 0), sums.endByte);
  }
  return undefined;
}

/** Puts a shard that starts where the one before ends into the tree, and its input, once that is whole. */
function placeShard(tree: SumTree, plan: FoldPlan, shard: Shard, sums: NonNullable<DoneShard>): void {
  const { input } = shard;
  // The first shard's bytes are counted from the object's beginning, header and all.
  const bytes = sums.endByte - (shard.startByte === 0 ? 0 : sums.startByte);
  const range = sums.crc32c === undefined ? null : { bytes: shard.endByte - shard.startByte, crc32c: sums.crc32c };
  for (const [i, summary] of sums.parts.entries()) {
    const index = firstPartOf(shard) + i;
    const sums = { summary, bytes: i === 0 ? bytes : 0, firstMalformed: null, range };
    addNode(tree, { input, level: 0, index, sums });
  }
  const isLast = plan.shards[shard.index + 1]?.input !== input;
  placeInput(tree, plan, { input, parts: isLast ? firstPartOf(shard) + sums.parts.length : undefined });
}

/**
 * Puts an input's sums among those of the inputs, if all of its parts are there. A plain input has a part a shard. Throws
 * `StorageError` 'corrupt' if what was read in shards is not what is stored. (An object of one shard was checked where it
 * was read; files have no checksum.)
 */
export function placeInput(
  tree: SumTree,
  plan: FoldPlan,
  { input, parts }: { readonly input: number; readonly parts?: number | undefined },
): void {
  const { shards, place } = layoutOf(plan)[input]!;
  const root = takeRoot(tree, input, parts ?? shards);
  if (root === undefined) return;
  const object = plan.inputs[input];
  if (root.range !== null && object !== undefined) verifyRanges(object, [root.range]);
  const line = root.summary.firstMalformedLine;
  const firstMalformed = line === null ? null : { input, line };
  addNode(tree, { input: null, level: 0, index: place, sums: { ...root, firstMalformed, range: null } });
}

/** Of an input: how many shards it has, and which of the inputs that have any it is. */
interface InputLayout {
  shards: number;
  readonly place: number;
}

const layouts = new WeakMap<FoldPlan, readonly (InputLayout | undefined)[]>();

function layoutOf(plan: FoldPlan): readonly (InputLayout | undefined)[] {
  const known = layouts.get(plan);
  if (known !== undefined) return known;
  const layout: (InputLayout | undefined)[] = [];
  let inputs = 0;
  for (const { input } of plan.shards) {
    layout[input] ??= { shards: 0, place: inputs++ };
    layout[input].shards += 1;
  }
  layouts.set(plan, layout);
  return layout;
}

/** How many inputs have shards. */
export function inputsWithShards(plan: FoldPlan): number {
  return layoutOf(plan).reduce((count, input) => count + (input === undefined ? 0 : 1), 0);
}

export function shardAt({ shards }: FoldPlan, index: number): Shard {
  const shard = shards[index];
  if (shard === undefined) throw new RangeError(`shardAt: there are ${shards.length} shards, got ${index}`);
  return shard;
}
