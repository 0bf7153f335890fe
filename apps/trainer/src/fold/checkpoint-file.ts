import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PICTURE_LENGTH, parseSummary, type Summary } from '@taxifare/core';
import type { Checkpoint, DoneShard } from './checkpoint.ts';
import { addNode, type NodeSums, type SumTree } from './sum-tree.ts';

/** A replica's checkpoint as it lies in the bucket. */
export interface CheckpointFile {
  /** SHA-256 of the code, the data and the options that the sums are of. */
  readonly fingerprint: string;
  readonly replica: number;
  /** Counts the writes: it moves as long as the replica lives. */
  readonly beat: number;
  /** All of the replica's shards are in it. */
  readonly isComplete: boolean;
  readonly done: Checkpoint;
}

/** What a checkpoint begins with, uncompressed. */
const MAGIC: Buffer = Buffer.from('taxifare checkpoint, schema 3\n');

/**
 * A line that says what it is, then, compressed, a line of JSON, in which doubles survive to the last bit (ECMA-262, Number::toString gives the shortest text
 * that reads back the same), then the picture's counts.
 */
export function formatCheckpoint({ done, ...file }: CheckpointFile): Uint8Array {
  const { heads, pending, tree, picture, endByte = null, ...range } = done;
  const json = {
    ...file,
    ...range,
    endByte,
    heads: heads.map((sums) => sums ?? null),
    pending: [...pending].map(([index, sums]) => [index, sums ?? null]),
    tree: [...tree.values()],
  };
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(json)}\n`), bytePlanes(picture)]);
  return Buffer.concat([MAGIC, deflateRawSync(content)]);
}

/** Bytes a count: as many as whole numbers in a double have. */
const PLANES = 7;

/** All counts' lowest bytes, then all second ones, and so on: high ones are alike, and take next to nothing compressed. */
function bytePlanes(counts: Float64Array): Uint8Array {
  const planes = new Uint8Array(PLANES * counts.length);
  for (let i = 0; i < counts.length; i++) {
    let rest = counts[i] ?? 0;
    for (let at = i; rest > 0; at += counts.length) {
      planes[at] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
  return planes;
}

function countsOf(planes: Uint8Array): Float64Array | undefined {
  if (planes.length !== PLANES * PICTURE_LENGTH) return undefined;
  const counts = new Float64Array(PICTURE_LENGTH);
  for (let plane = PLANES - 1; plane >= 0; plane--) {
    const start = plane * PICTURE_LENGTH;
    for (let i = 0; i < PICTURE_LENGTH; i++) counts[i] = (counts[i] ?? 0) * 256 + (planes[start + i] ?? 0);
  }
  return counts;
}

type Json = Readonly<Record<string, unknown>>;

/** `undefined` for anything but a whole checkpoint of this form. */
export function parseCheckpoint(bytes: Uint8Array): CheckpointFile | undefined {
  try {
    if (!MAGIC.equals(bytes.subarray(0, MAGIC.length))) return undefined;
    const file = inflateRawSync(bytes.subarray(MAGIC.length));
    const end = file.indexOf(10);
    const json: Json = JSON.parse(file.toString('utf8', 0, end));
    const { fingerprint, replica, beat, isComplete } = json;
    if (typeof fingerprint !== 'string') return undefined;
    if (!isCount(replica) || !isCount(beat) || typeof isComplete !== 'boolean') return undefined;
    const done = checkpointIn(json, countsOf(file.subarray(end + 1)));
    return done === undefined ? undefined : { fingerprint, replica, beat, isComplete, done };
  } catch {
    return undefined;
  }
}

function checkpointIn(json: Json, picture: Float64Array | undefined): Checkpoint | undefined {
  const { start, end, next, endByte, heads, pending, tree } = json;
  if (!isCount(start) || !isCount(end) || !isCount(next) || !(endByte === null || isCount(endByte))) return undefined;
  if (!Array.isArray(heads) || !Array.isArray(pending) || !Array.isArray(tree) || picture === undefined)
    return undefined;
  const done: Checkpoint = {
    ...{ start, end, next, endByte: endByte ?? undefined, picture },
    ...{ heads: [], pending: new Map(), tree: new Map() },
  };
  for (const head of heads) done.heads.push(shardIn(head));
  for (const entry of pending) {
    const [index, sums]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (!isCount(index)) return undefined;
    done.pending.set(index, shardIn(sums));
  }
  for (const node of tree) addParsed(done.tree, node);
  return done;
}

/** Throws `TypeError` where a value is none of the kind. */
function shardIn(value: unknown): DoneShard {
  if (value === null) return undefined;
  const { startByte, endByte, parts, crc32c } = recordIn(value);
  if (!isCount(startByte) || !isCount(endByte) || !Array.isArray(parts)) throw new TypeError('shardIn: no shard');
  return { startByte, endByte, parts: parts.map(summaryIn), crc32c: isCount(crc32c) ? crc32c : undefined };
}

function addParsed(tree: SumTree, value: unknown): void {
  const { input, level, index, sums } = recordIn(value);
  if (!(input === null || isCount(input)) || !isCount(level) || !isCount(index))
    throw new TypeError('addParsed: no node');
  addNode(tree, { input, level, index, sums: nodeIn(sums) });
}

function nodeIn(value: unknown): NodeSums {
  const { summary, bytes, firstMalformed, range } = recordIn(value);
  if (!isCount(bytes)) throw new TypeError('nodeIn: no bytes');
  return {
    ...{ summary: summaryIn(summary), bytes },
    firstMalformed: firstMalformed === null ? null : countsIn(firstMalformed, 'input', 'line'),
    range: range === null ? null : countsIn(range, 'bytes', 'crc32c'),
  };
}

function countsIn<A extends string, B extends string>(value: unknown, a: A, b: B): Record<A | B, number> {
  const record = recordIn(value);
  const [first, second] = [record[a], record[b]];
  if (!isCount(first) || !isCount(second)) throw new TypeError(`countsIn: no ${a}, ${b}`);
  return { [a]: first, [b]: second } as Record<A | B, number>;
}

function summaryIn(value: unknown): Summary {
  const summary = parseSummary(value);
  if (summary === undefined) throw new TypeError('summaryIn: no summary');
  return summary;
}

function recordIn(value: unknown): Json {
  if (typeof value !== 'object' || value === null) throw new TypeError('recordIn: no record');
  return value as Json;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
