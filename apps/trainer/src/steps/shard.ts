import { BLOCK_BYTES } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';

/** How much of an object is folded in one go, and for how many bytes of rows a sum of its own is kept. */
export const SHARD_BYTES: number = 16 * 1024 * 1024;
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
}

/**
 * The shards of the inputs, in order: a pure function of what was listed. Objects without a byte have none; small ones,
 * which nobody has to look at before, are one whatever they are packed in.
 */
export function shardsOf(inputs: readonly ObjectInfo[]): readonly Shard[] {
  const shards: Shard[] = [];
  for (const [input, { bytes, encoding }] of inputs.entries()) {
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
