import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import type { ObjectInfo, WriteOptions } from '../contract.ts';
import { StorageError, wrongAnswer } from '../storage-error.ts';
import { explain } from './explain.ts';
import { placeOf } from './place-of.ts';
import { isPassing, retrying } from './retrying.ts';
import { within } from './within.ts';
import type { WriteTarget } from './write-target.ts';

const SLICE_BYTES = 1024 * 1024;

/**
 * Writes a body in one request. An answer that is lost leaves it open whether the write took place: the object is read
 * back, and only if it is not the one sent is the body sent again.
 */
export async function writeWhole(target: WriteTarget, body: Uint8Array, options: WriteOptions): Promise<ObjectInfo> {
  const { uri, policy } = target;
  const { condition, signal } = options;
  const sum = base64OfCrc32c(crc32c(body));
  const isSame = (object: ObjectInfo) => object.bytes === body.length && object.crc32c === sum;
  const before = condition === 'any' ? (await target.read())?.generation : undefined;
  let isOpen = false;
  const attempt = async (): Promise<ObjectInfo> => {
    const late = new AbortController();
    try {
      const until = AbortSignal.any([late.signal, ...(signal === undefined ? [] : [signal])]);
      await within(policy.wholeMs, upload(target, body, sum, { ...options, signal: until }));
    } catch (error) {
      late.abort();
      if (signal?.aborted) throw signal.reason;
      const known = explain(error, uri);
      // A condition that no longer holds may be this write's own doing.
      const mayBeThere = isPassing(known) || (isOpen && isUnmet(known));
      if (!mayBeThere) throw known;
      isOpen = true;
      const now = await target.read();
      if (now !== undefined && now.generation !== before && isSame(now) && isAfter(now, options)) return now;
      throw known;
    }
    const written = await target.read();
    if (written !== undefined && isSame(written)) return written;
    // A page of a network that wants a login is a success to the client.
    if (written === undefined || written.generation === before || !isAfter(written, options)) {
      throw wrongAnswer(uri, 'a success, and what was sent is not there');
    }
    // Whoever asks for no condition takes the chance that somebody writes right after.
    if (condition === 'any') return written;
    const message = `${uri}: another writer replaced it at once`;
    throw new StorageError({ code: 'changed', uri, message, hint: 'read it again' });
  };
  return await retrying(attempt, policy, { signal });
}

/** Through the official client. The service compares the checksum, and stores nothing where it differs. */
async function upload(
  { uri, clients }: WriteTarget,
  body: Uint8Array,
  sum: string,
  { condition, contentType, signal }: WriteOptions,
): Promise<void> {
  const { bucket, name } = placeOf(uri);
  const match = condition === 'any' ? undefined : condition === 'absent' ? 0 : condition.generation;
  const sink = clients.client
    .bucket(bucket)
    .file(name)
    .createWriteStream({
      resumable: false,
      validation: false,
      metadata: { crc32c: sum, ...(contentType === undefined ? {} : { contentType }) },
      ...(match === undefined ? {} : { preconditionOpts: { ifGenerationMatch: match } }),
    });
  await pipeline(Readable.from(slicesOf(body), { objectMode: false }), sink, signal === undefined ? {} : { signal });
}

function* slicesOf(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += SLICE_BYTES) yield body.subarray(at, at + SLICE_BYTES);
}

/** Whether the object is a later one than the condition's. */
function isAfter(object: ObjectInfo, { condition }: WriteOptions): boolean {
  return typeof condition === 'string' || object.generation !== condition.generation;
}

function isUnmet(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'precondition';
}
