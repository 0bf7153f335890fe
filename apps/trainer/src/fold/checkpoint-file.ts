import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PICTURE_LENGTH, parseSummary, picturePacked, pictureUnpacked, type Summary } from '@taxifare/core';
import type { Checkpoint, DoneShard } from './checkpoint.ts';

/** A replica's checkpoint as it lies in the bucket. */
export interface CheckpointFile extends Checkpoint {
  /** SHA-256 of the code, the data and the options that the sums are of. */
  readonly fingerprint: string;
  readonly replica: number;
  /** Counts the writes: it moves as long as the replica lives. */
  readonly beat: number;
  /** All of the replica's shards are in it. */
  readonly isComplete: boolean;
}

const SCHEMA_VERSION = 2;

/** JSON; doubles survive it to the last bit (ECMA-262, Number::toString gives the shortest text that reads back the same). */
export function formatCheckpoint(checkpoint: CheckpointFile): Uint8Array {
  const { shards, picture, ...rest } = checkpoint;
  const bytes = deflateRawSync(picturePacked(picture));
  const json = {
    schemaVersion: SCHEMA_VERSION,
    ...rest,
    shards: [...shards].map(([index, sums]) => [index, sums ?? null]),
    picture: bytes.toString('base64'),
  };
  return new TextEncoder().encode(JSON.stringify(json));
}

/** `undefined` for anything but a whole checkpoint of this form. */
export function parseCheckpoint(bytes: Uint8Array): CheckpointFile | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value !== 'object' || value === null) return undefined;
    const { schemaVersion, fingerprint, replica, beat, isComplete, shards, picture } = value as Record<string, unknown>;
    if (schemaVersion !== SCHEMA_VERSION || typeof fingerprint !== 'string' || typeof picture !== 'string')
      return undefined;
    if (typeof replica !== 'number' || typeof beat !== 'number' || typeof isComplete !== 'boolean') return undefined;
    const done = Array.isArray(shards) ? shardsIn(shards) : undefined;
    const counts = pictureUnpacked(inflateRawSync(Buffer.from(picture, 'base64')), PICTURE_LENGTH);
    if (done === undefined || counts === undefined) return undefined;
    return { fingerprint, replica, beat, isComplete, shards: done, picture: counts };
  } catch {
    return undefined;
  }
}

function shardsIn(entries: readonly unknown[]): Checkpoint['shards'] | undefined {
  const shards: Checkpoint['shards'] = new Map();
  for (const entry of entries) {
    if (!Array.isArray(entry)) return undefined;
    const [index, value]: readonly unknown[] = entry;
    const sums = value === null ? undefined : parseShard(value);
    if (typeof index !== 'number' || (value !== null && sums === undefined)) return undefined;
    shards.set(index, sums);
  }
  return shards;
}

function parseShard(value: unknown): DoneShard {
  if (typeof value !== 'object' || value === null) return undefined;
  const { startByte, endByte, parts, crc32c } = value as Readonly<Record<string, unknown>>;
  if (!isOffset(startByte) || !isOffset(endByte) || !Array.isArray(parts)) return undefined;
  const summaries: Summary[] = [];
  for (const part of parts) {
    const summary = parseSummary(part);
    if (summary === undefined) return undefined;
    summaries.push(summary);
  }
  return { startByte, endByte, parts: summaries, crc32c: isOffset(crc32c) ? crc32c : undefined };
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
