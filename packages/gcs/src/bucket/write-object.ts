import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { File } from '@google-cloud/storage';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import type { ObjectInfo, WriteOptions } from '../contract.ts';
import { StorageError } from '../storage-error.ts';
import { explain } from './explain.ts';
import { isPassing, type RetryPolicy, retrying } from './retrying.ts';

/** From so many bytes on an upload is one that can be resumed. */
const RESUMABLE_BYTES = 8 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

export interface Target {
  readonly uri: string;
  readonly file: File;
  /** What is there now. */
  readonly read: () => Promise<ObjectInfo | undefined>;
}

/**
 * Writes under the condition, with the checksum for the service to compare. An answer that is lost leaves it open whether
 * the write took place: the object is read back, and only if it is not the one sent is a body in memory sent again.
 */
export async function writeObject(
  target: Target,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  options: WriteOptions,
  policy: RetryPolicy,
): Promise<ObjectInfo> {
  const { signal } = options;
  const before = options.condition === 'any' ? (await target.read())?.generation : undefined;
  let isOpen = false;
  const attempt = async (): Promise<ObjectInfo> => {
    const sent: Sent = { bytes: 0, crc: 0 };
    try {
      await upload(target.file, body, options, sent);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (sent.failure !== undefined) throw sent.failure.reason;
      const known = explain(error, target.uri);
      // A condition that no longer holds may be this write's own doing.
      const mayBeThere = isPassing(known) || (isOpen && isUnmet(known));
      if (!mayBeThere) throw known;
      isOpen = true;
      const now = await target.read();
      const isOurs = now !== undefined && now.generation !== before && isSame(now, sent) && isAfter(now, options);
      if (isOurs) return now;
      if (isUnmet(known) || body instanceof Uint8Array) throw known;
      throw new StorageError({
        code: 'refused',
        uri: target.uri,
        message: `${target.uri}: the upload broke off after ${sent.bytes} bytes`,
        hint: 'send it again from the beginning',
        cause: known,
      });
    }
    const written = await target.read();
    if (written !== undefined && isSame(written, sent)) return written;
    // Whoever asks for no condition takes the chance that somebody writes right after.
    if (written !== undefined && options.condition === 'any') return written;
    const message = `${target.uri}: another writer replaced it at once`;
    throw new StorageError({ code: 'changed', uri: target.uri, message, hint: 'read it again' });
  };
  return await retrying(attempt, policy, { signal });
}

interface Sent {
  bytes: number;
  crc: number;
  /** What the body itself threw: no trouble of the store's. */
  failure?: { readonly reason: unknown };
}

async function upload(
  file: File,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  { condition, contentType, signal }: WriteOptions,
  sent: Sent,
): Promise<void> {
  const match = condition === 'any' ? undefined : condition === 'absent' ? 0 : condition.generation;
  const isWhole = body instanceof Uint8Array;
  const checksum = isWhole ? { crc32c: base64OfCrc32c(crc32c(body)) } : {};
  const sink = file.createWriteStream({
    resumable: !isWhole || body.length >= RESUMABLE_BYTES,
    // Of a whole body the service compares the checksum; of a stream the client compares it when all is sent.
    validation: isWhole ? false : 'crc32c',
    metadata: { ...checksum, ...(contentType === undefined ? {} : { contentType }) },
    ...(match === undefined ? {} : { preconditionOpts: { ifGenerationMatch: match } }),
  });
  const source = Readable.from(pieces(body, sent), { objectMode: false });
  await pipeline(source, sink, signal === undefined ? {} : { signal });
}

async function* pieces(body: Uint8Array | AsyncIterable<Uint8Array>, sent: Sent): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body instanceof Uint8Array ? slicesOf(body) : body) {
      sent.bytes += chunk.length;
      sent.crc = crc32c(chunk, sent.crc);
      yield chunk;
    }
  } catch (reason) {
    sent.failure = { reason };
    throw reason;
  }
}

function* slicesOf(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
}

function isSame(object: ObjectInfo, sent: Sent): boolean {
  return object.bytes === sent.bytes && object.crc32c === base64OfCrc32c(sent.crc);
}

/** Whether the object is a later one than the condition's. */
function isAfter(object: ObjectInfo, { condition }: WriteOptions): boolean {
  return typeof condition === 'string' || object.generation !== condition.generation;
}

function isUnmet(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'precondition';
}
