import { BLOCK_BYTES } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import { type RowGroups, SHARD_BYTES } from '@taxifare/trip-files';

/** So many blocks of an object are folded in one go, and for so many a sum of its own is kept: 16 MiB. */
export const BLOCKS_PER_SHARD: number = SHARD_BYTES / BLOCK_BYTES;

/** A part of the data: the records whose preceding newline lies in [startByte, endByte) of one object. */
export interface Shard {
  /** Its place in the order of the whole data. */
  readonly index: number;
  /** Which of the inputs. */
  readonly input: number;
  readonly startByte: number;
  /** Infinity where the object is one shard: it is small, or packed, or a stream. */
  readonly endByte: number;
  /** Of a Parquet file: which of its row groups that have rows. Its bytes are a share of the file's then. */
  readonly rowGroup?: number | undefined;
}

/** Which part of its input a shard begins with: of a Parquet file a row group is one, of any other 16 MiB. */
export function firstPartOf({ startByte, rowGroup }: Pick<Shard, 'startByte' | 'rowGroup'>): number {
  return rowGroup ?? startByte / SHARD_BYTES;
}

/**
 * The shards of the inputs, in order: a pure function of what was listed. Objects without a byte have none; small ones,
 * which nobody has to look at before, are one whatever they are packed in.
 */
export function shardsOf(inputs: readonly ObjectInfo[], rowGroups: RowGroups = {}): readonly Shard[] {
  const shards: Shard[] = [];
  for (const [input, { uri, bytes, encoding }] of inputs.entries()) {
    const groups = rowGroups[uri] ?? 0;
    for (let rowGroup = 0; rowGroup < groups; rowGroup++) {
      const [startByte, endByte] = [rowGroup, rowGroup + 1].map((group) => Math.floor((bytes * group) / groups));
      shards.push({ index: shards.length, input, startByte: startByte ?? 0, endByte: endByte ?? 0, rowGroup });
    }
    if (groups > 0) continue;
    const isOne = bytes <= SHARD_BYTES || encoding !== 'identity';
    let startByte = 0;
    for (const endByte of bytes === 0 ? [] : isOne ? [Number.POSITIVE_INFINITY] : endsOf(bytes)) {
      shards.push({ index: shards.length, input, startByte, endByte });
      startByte = endByte;
    }
  }
  return shards;
}

function endsOf(bytes: number): number[] {
  return Array.from({ length: Math.ceil(bytes / SHARD_BYTES) }, (_, i) => Math.min((i + 1) * SHARD_BYTES, bytes));
}
