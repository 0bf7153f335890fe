/**
 * Bodies are read over Node's own HTTP, not through the official client. There, a download whose first answer is 503 ends
 * the process on Node 24 (an unhandled ERR_STREAM_UNABLE_TO_PIPE; googleapis/google-cloud-node issue 8670), a request
 * cannot be aborted, and every one warns of a listener leak.
 */
import type { IncomingMessage } from 'node:http';
import type { ByteRange, ObjectInfo } from '../contract.ts';
import { changed } from '../file/local-object.ts';
import { StorageError } from '../storage-error.ts';
import type { Clients } from './clients.ts';
import { placeOf } from './place-of.ts';
import { refusalOf, send } from './send.ts';

export interface DownloadOptions {
  readonly clients: Clients;
  /** Takes the bytes as they come; what it throws ends the download. */
  readonly take: (chunk: Uint8Array) => void;
  /** A request that brings nothing for so long is given up. */
  readonly silenceMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * One request for the bytes [start, end) of the object's generation. Rejects unless the answer is that range, and where
 * it ends too early; what came until then has been taken.
 */
export async function download(object: ObjectInfo, range: ByteRange, options: DownloadOptions): Promise<void> {
  const { clients, take, signal } = options;
  const sending = { uri: object.uri, silenceMs: options.silenceMs, signal };
  const url = mediaUrl(object, clients.origin);
  const authorization = await clients.authorize(url, object.uri);
  // The service's ends are inclusive. Bytes come as they are stored, compressed or not.
  const headers = { ...authorization, range: `bytes=${range.start}-${range.end - 1}`, 'accept-encoding': 'gzip' };
  const answer = await send({ method: 'GET', url, headers }, sending);
  try {
    if (answer.statusCode === undefined || answer.statusCode >= 300)
      throw withGone(await refusalOf(answer, sending), object);
    verify(answer, object, range);
    let received = 0;
    for await (const chunk of answer) {
      received += chunk.length;
      take(chunk);
    }
    if (received < range.end - range.start) throw cutAt(object, range.start + received);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof StorageError) throw error;
    if (error instanceof Error && 'code' in error) throw cutAt(object, range.start, error);
    throw error;
  } finally {
    answer.destroy();
  }
}

function mediaUrl({ uri, generation }: ObjectInfo, origin: string): string {
  const { bucket, name } = placeOf(uri);
  const path = `b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(name)}`;
  return `${origin}/storage/v1/${path}?alt=media&generation=${generation}`;
}

/** A generation that is gone has been overwritten or deleted since it was listed. */
function withGone(known: unknown, object: ObjectInfo): unknown {
  const isGone = known instanceof StorageError && known.code === 'not-found';
  return isGone ? changed(object, 'none, or another') : known;
}

function verify({ statusCode, headers }: IncomingMessage, object: ObjectInfo, { start, end }: ByteRange): void {
  if (statusCode !== 206) throw wrongAnswer(object, `status ${statusCode} for a range`);
  const range = `bytes ${start}-${end - 1}/${object.bytes}`;
  if (headers['content-range'] !== range)
    throw wrongAnswer(object, `'${headers['content-range']}', asked for '${range}'`);
  const generation = headers['x-goog-generation'];
  if (typeof generation === 'string' && generation !== object.generation) throw changed(object, generation);
}

export function wrongAnswer({ uri }: ObjectInfo, what: string): StorageError {
  const message = `${uri}: Cloud Storage gave another answer than asked for, got ${what}`;
  return new StorageError({
    code: 'corrupt',
    uri,
    message,
    hint: 'try again; if it stays, look for a proxy in between',
  });
}

function cutAt({ uri, bytes }: ObjectInfo, byte: number, cause?: Error): StorageError {
  const message = `${uri}: the body broke off at byte ${byte} of ${bytes}`;
  return new StorageError({ code: 'cut', uri, message, hint: 'check the network and try again', cause });
}
