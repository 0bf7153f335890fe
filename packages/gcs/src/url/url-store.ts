import { backOff, type RetryPolicy, retrying, retryPolicy, silenceOf } from '../bucket/retrying.ts';
import { explained } from '../bucket/send.ts';
import type { ByteRange, ByteSource, CallOptions, ObjectInfo } from '../contract.ts';
import { HttpError } from '../http/http-error.ts';
import type { HttpAnswer } from '../http/request.ts';
import { checked } from '../source/checked.ts';
import { decoded, lookAt } from '../source/decoded.ts';
import { readAhead } from '../source/read-ahead.ts';
import { changed, cutAt, wrongAnswer } from '../storage-error.ts';
import type { ReadStore } from '../store-parts.ts';
import { fetchUrl } from './fetch-url.ts';
import { shownUrl, urlOf } from './url-of.ts';

const AHEAD = { partBytes: 4 * 1024 * 1024, parts: 4 };

/** Files behind web addresses: in ranges where the server has them, as one stream where not. */
export function createUrlStore(retries: Partial<RetryPolicy> = {}): ReadStore {
  const policy = retryPolicy(retries);
  const rawOf = (object: ObjectInfo, opened: CallOptions): ByteSource => {
    const source: ByteSource = {
      bytes: object.bytes,
      chunks: ({ start = 0, end = object.bytes } = {}, { signal = opened.signal } = {}) =>
        chunksOf(object, { start, end: Math.min(end, object.bytes) }, policy, signal),
      close: () => {},
    };
    return Number.isFinite(object.bytes) ? checked(readAhead(source, AHEAD), object) : source;
  };
  return {
    info: async (text, { signal } = {}) => {
      const url = urlOf(text).href;
      const uri = shownUrl(text);
      const ask = async () => {
        // A range of one byte tells whether the server has ranges, and how long the file is.
        const answer = await fetchUrl(url, 'bytes=0-0', { uri, silenceMs: silenceOf(policy), signal });
        await answer.body.return();
        return objectOf(answer, uri, url);
      };
      return await retrying(ask, policy, { signal }).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'not-found') return undefined;
        throw error;
      });
    },
    look: async (object, options = {}) => {
      if (!Number.isFinite(object.bytes)) return object;
      return { ...object, encoding: await lookAt(rawOf(object, options), options) };
    },
    open: async (object, options = {}) => decoded(rawOf(object, options), object),
  };
}

function objectOf({ status, headers }: HttpAnswer, uri: string, url: string): ObjectInfo {
  const [, total] = /^bytes 0-0\/(\d{1,15})$/.exec(headers.get('content-range') ?? '') ?? [];
  const isEmpty = status === 416 && headers.get('content-range') === 'bytes */0';
  const bytes = isEmpty ? 0 : status === 206 && total !== undefined ? Number(total) : Number.POSITIVE_INFINITY;
  const [, crc32c] = /(?:^|,)\s*crc32c=([A-Za-z0-9+/]{6}==)/.exec(headers.get('x-goog-hash') ?? '') ?? [];
  return { uri, url, bytes, generation: generationOf(headers), crc32c };
}

/** What the server says to tell one version of a file from another. */
function generationOf(headers: HttpAnswer['headers']): string {
  return headers.get('x-goog-generation') ?? headers.get('etag') ?? headers.get('last-modified') ?? '';
}

async function* chunksOf(
  object: ObjectInfo,
  { start, end }: ByteRange,
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const isStream = !Number.isFinite(object.bytes);
  const waitAfter = backOff(policy, signal);
  for (let at = start; isStream || at < end; ) {
    const from = at;
    try {
      for await (const chunk of oneAnswer(object, { start: at, end }, policy, signal)) {
        at += chunk.length;
        if (at > end) throw wrongAnswer(object.uri, `more than the ${end - from} bytes asked for`);
        yield chunk;
      }
      if (isStream) return;
      if (at < end) throw cutAt(object, at);
    } catch (error) {
      // What cannot be resumed is tried again only from its beginning.
      if (isStream && at > start) throw error;
      await waitAfter(error, at > from);
    }
  }
}

async function* oneAnswer(
  object: ObjectInfo,
  { start, end }: ByteRange,
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const { uri, url = uri, bytes, generation } = object;
  const isStream = !Number.isFinite(bytes);
  const sending = { uri, silenceMs: silenceOf(policy), signal };
  const answer = await fetchUrl(url, isStream ? undefined : `bytes=${start}-${end - 1}`, sending);
  let at = start;
  try {
    const now = generationOf(answer.headers);
    if (now !== generation) throw changed(object, now);
    const got = answer.headers.get('content-range');
    const range = `bytes ${start}-${end - 1}/${bytes}`;
    if (isStream && answer.status !== 200) throw wrongAnswer(uri, `status ${answer.status} for a whole file`);
    if (!isStream && answer.status !== 206) throw wrongAnswer(uri, `status ${answer.status} for a range`);
    if (!isStream && got !== range) throw wrongAnswer(uri, `'${got}', asked for '${range}'`);
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
