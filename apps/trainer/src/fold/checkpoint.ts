import { addPicture, mergePicture, PICTURE_LENGTH } from '@taxifare/core';
import type { ShardSums } from '../steps/shard-sums.ts';

/**
 * The sums of a shard but for its picture, which is in the checkpoint's. `undefined`: the shard makes no sense from the
 * next newline on. That is an error only if the shard before ends at that newline; otherwise the newline lies in a quoted
 * field, and `reconcile` reads the shard from where the one before ends.
 */
export type DoneShard = Omit<ShardSums, 'picture'> | undefined;

/** The shards that are done so far: nothing but their sums. */
export interface Checkpoint {
  readonly shards: Map<number, DoneShard>;
  /** The pictures of all of them, added up. */
  readonly picture: Float64Array;
}

export function emptyCheckpoint(): Checkpoint {
  return { shards: new Map(), picture: new Float64Array(PICTURE_LENGTH) };
}

export function addShard({ shards, picture }: Checkpoint, index: number, sums: ShardSums | undefined): void {
  addDone(shards, index, doneShard(sums));
  if (sums !== undefined) addPicture(picture, sums.picture);
}

export function addCheckpoint(to: Checkpoint, { shards, picture }: Checkpoint): void {
  for (const [index, sums] of shards) addDone(to.shards, index, sums);
  mergePicture(to.picture, picture);
}

function addDone(shards: Checkpoint['shards'], index: number, sums: DoneShard): void {
  if (shards.has(index)) throw new RangeError(`addDone: shard ${index} is counted already`);
  shards.set(index, sums);
}

export function doneShard(sums: ShardSums | undefined): DoneShard {
  if (sums === undefined) return undefined;
  const { startByte, endByte, parts, crc32c } = sums;
  return { startByte, endByte, parts, crc32c };
}
