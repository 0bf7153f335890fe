import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PICTURE_LENGTH } from '@taxifare/core';
import { parseShardResult, type ShardOutcome } from './shard-result.ts';

/** The shards that a replica has done: nothing but their sums. */
export interface Checkpoint {
  /** Of the code, the data and the options that the sums are of. */
  readonly fingerprint: string;
  readonly replica: number;
  /** Counts the writes: it moves as long as the replica lives. */
  readonly beat: number;
  /** All of the replica's shards are in it. */
  readonly isComplete: boolean;
  readonly shards: ReadonlyMap<number, ShardOutcome>;
  readonly picture: Uint32Array;
}

const SCHEMA_VERSION = 1;

/** JSON; doubles survive it to the last bit (ECMA-262, Number::toString gives the shortest text that reads back the same). */
export function formatCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { shards, picture, ...rest } = checkpoint;
  const bytes = deflateRawSync(new Uint8Array(picture.buffer, picture.byteOffset, picture.byteLength));
  const json = {
    schemaVersion: SCHEMA_VERSION,
    ...rest,
    shards: [...shards].map(([index, outcome]) => [index, outcome ?? null]),
    picture: bytes.toString('base64'),
  };
  return new TextEncoder().encode(JSON.stringify(json));
}

/** `undefined` for anything but a whole checkpoint of this form. */
export function parseCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value !== 'object' || value === null) return undefined;
    const { schemaVersion, fingerprint, replica, beat, isComplete, shards, picture } = value as Record<string, unknown>;
    if (schemaVersion !== SCHEMA_VERSION || typeof fingerprint !== 'string' || typeof picture !== 'string')
      return undefined;
    if (typeof replica !== 'number' || typeof beat !== 'number' || typeof isComplete !== 'boolean') return undefined;
    const outcomes = Array.isArray(shards) ? outcomesOf(shards) : undefined;
    const counts = new Uint32Array(new Uint8Array(inflateRawSync(Buffer.from(picture, 'base64'))).buffer);
    if (outcomes === undefined || counts.length !== PICTURE_LENGTH) return undefined;
    return { fingerprint, replica, beat, isComplete, shards: outcomes, picture: counts };
  } catch {
    return undefined;
  }
}

function outcomesOf(entries: readonly unknown[]): Map<number, ShardOutcome> | undefined {
  const outcomes = new Map<number, ShardOutcome>();
  for (const entry of entries) {
    if (!Array.isArray(entry)) return undefined;
    const [index, outcome]: readonly unknown[] = entry;
    const result = outcome === null ? undefined : parseShardResult(outcome);
    if (typeof index !== 'number' || (outcome !== null && result === undefined)) return undefined;
    outcomes.set(index, result);
  }
  return outcomes;
}
