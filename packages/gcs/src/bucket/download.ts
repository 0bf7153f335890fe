import type { ByteRange, ObjectInfo } from '../contract.ts';
import { HttpError } from '../http/http-error.ts';
import type { HttpAnswer } from '../http/request.ts';
import { changed, cutAt, StorageError, wrongAnswer } from '../storage-error.ts';
import type { Access } from './clients.ts';
import { placeOf } from './place-of.ts';
import { backOff, type RetryPolicy, silenceOf } from './retrying.ts';
import { explained, refusalOf, send } from './send.ts';

export interface DownloadOptions {
  readonly clients: Access;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/**
 * The bytes [start, end) of the object's generation, as they are stored; a chunk is good until the next. What breaks off is
 * resumed at the byte reached; an answer that is not the range that was asked for, or of another generation, is an error.
 */
export async function* download(
  object: ObjectInfo,
  { start, end }: ByteRange,
  options: DownloadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!(start >= 0 && start <= end && end <= object.bytes)) {
    throw new RangeError(`download: ${object.uri} has ${object.bytes} bytes, got [${start}, ${end})`);
  }
  const waitAfter = backOff(options.policy, options.signal);
  for (let at = start; at < end; ) {
    const from = at;
    try {
      for await (const chunk of oneAnswer(object, { start: at, end }, options)) {
        at += chunk.length;
        if (at > end) throw wrongAnswer(object.uri, `more than the ${end - from} bytes asked for`);
        yield chunk;
      }
      if (at < end) throw cutAt(object, at);
    } catch (error) {
      await waitAfter(error, at > from);
    }
  }
}

async function* oneAnswer(
  object: ObjectInfo,
  range: ByteRange,
  { clients, policy, signal }: DownloadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const sending = { uri: object.uri, silenceMs: silenceOf(policy), signal };
  const url = mediaUrl(object, clients.origin);
  const authorization = await clients.authorize(url, object.uri);
  // The service's ends are inclusive. Bytes come as they are stored, compressed or not.
  const headers = { ...authorization, range: `bytes=${range.start}-${range.end - 1}`, 'accept-encoding': 'gzip' };
  const answer = await send({ method: 'GET', url, headers }, sending);
  let at = range.start;
  try {
    if (answer.status >= 300) throw withGone(await refusalOf(answer, sending), object);
    verify(answer, object, range);
    for await (const chunk of answer.body) {
      at += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw error instanceof HttpError && error.kind === 'cut' ? cutAt(object, at, error) : explained(error, sending);
  } finally {
    await answer.body.return();
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

function verify({ status, headers }: HttpAnswer, object: ObjectInfo, { start, end }: ByteRange): void {
  const { uri } = object;
  if (status !== 206) throw wrongAnswer(uri, `status ${status} for a range`);
  const range = `bytes ${start}-${end - 1}/${object.bytes}`;
  const got = headers.get('content-range');
  if (got !== range) throw wrongAnswer(uri, `'${got}', asked for '${range}'`);
  const generation = headers.get('x-goog-generation');
  if (generation !== undefined && generation !== object.generation) throw changed(object, generation);
}
