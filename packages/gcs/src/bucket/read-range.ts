import type { File } from '@google-cloud/storage';
import type { ByteRange, ObjectInfo } from '../contract.ts';
import { changed } from '../file/local-object.ts';
import { StorageError } from '../storage-error.ts';
import { explain } from './explain.ts';
import { type RetryPolicy, retrying } from './retrying.ts';

/**
 * Exactly the bytes [start, end) of the file's generation. A body that breaks off is resumed from the byte reached; an
 * answer that is not the range that was asked for is an error, as is one of another generation.
 */
export async function readRange(
  file: File,
  object: ObjectInfo,
  { start, end }: ByteRange,
  { policy, signal }: { readonly policy: RetryPolicy; readonly signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  if (!(start >= 0 && start <= end && end <= object.bytes)) {
    throw new RangeError(`readRange: ${object.uri} has ${object.bytes} bytes, got [${start}, ${end})`);
  }
  const bytes = new Uint8Array(end - start);
  let done = 0;
  const take = (chunk: Uint8Array) => {
    if (done + chunk.length > bytes.length) throw wrongAnswer(object, `more than the ${end - start} bytes asked for`);
    bytes.set(chunk, done);
    done += chunk.length;
  };
  const attempt = async () => {
    if (done === bytes.length) return;
    await download(file, object, { start: start + done, end }, { take, policy, signal });
    if (done < bytes.length) throw cutAt(object, start + done);
  };
  await retrying(attempt, policy, { signal, progress: () => done });
  return bytes;
}

interface DownloadOptions {
  readonly take: (chunk: Uint8Array) => void;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

function download(file: File, object: ObjectInfo, range: ByteRange, options: DownloadOptions): Promise<void> {
  const { take, policy, signal } = options;
  return new Promise((resolve, reject) => {
    // The client's ends are inclusive.
    const stream = file.createReadStream({
      start: range.start,
      end: range.end - 1,
      validation: false,
      decompress: false,
    });
    let received = 0;
    let timer = setTimeout(onSilence, policy.silenceMs);
    function finish(error?: unknown): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      stream.destroy();
      if (error === undefined) resolve();
      else reject(error);
    }
    function onAbort(): void {
      finish(signal?.reason);
    }
    function onSilence(): void {
      const message = `${object.uri}: nothing came for ${policy.silenceMs / 1000} s at byte ${range.start + received}`;
      finish(new StorageError({ code: 'timeout', uri: object.uri, message, hint: 'check the network and try again' }));
    }
    function attempt(action: () => void): void {
      try {
        action();
      } catch (error) {
        finish(error);
      }
    }
    signal?.addEventListener('abort', onAbort);
    stream.on('response', (response: Answer) => attempt(() => verify(response, object, range)));
    stream.on('data', (chunk: Uint8Array) => {
      timer.refresh();
      received += chunk.length;
      attempt(() => take(chunk));
    });
    stream.on('end', () => finish());
    stream.on('error', (error: Error) =>
      finish(received > 0 ? cutAt(object, range.start + received) : refusal(error, object)),
    );
    stream.on('close', () => finish(cutAt(object, range.start + received)));
    timer = timer.refresh();
  });
}

/** As much of an answer as is looked at. */
interface Answer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
}

function verify({ statusCode, headers = {} }: Answer, object: ObjectInfo, { start, end }: ByteRange): void {
  if (statusCode === undefined || statusCode >= 300) return; // The client makes an error of it.
  if (statusCode !== 206) throw wrongAnswer(object, `status ${statusCode} for a range`);
  const range = `bytes ${start}-${end - 1}/${object.bytes}`;
  if (headers['content-range'] !== range)
    throw wrongAnswer(object, `'${headers['content-range']}', asked for '${range}'`);
  const generation = headers['x-goog-generation'];
  if (typeof generation === 'string' && generation !== object.generation) throw changed(object, generation);
}

/** A generation that is gone has been overwritten or deleted since it was listed. */
function refusal(error: Error, object: ObjectInfo): unknown {
  const known = explain(error, object.uri);
  return known instanceof StorageError && known.code === 'not-found' ? changed(object, 'none, or another') : known;
}

function wrongAnswer({ uri }: ObjectInfo, what: string): StorageError {
  const message = `${uri}: Cloud Storage gave another answer than asked for, got ${what}`;
  return new StorageError({
    code: 'corrupt',
    uri,
    message,
    hint: 'try again; if it stays, look for a proxy in between',
  });
}

function cutAt({ uri, bytes }: ObjectInfo, byte: number): StorageError {
  const message = `${uri}: the body broke off at byte ${byte} of ${bytes}`;
  return new StorageError({ code: 'cut', uri, message, hint: 'check the network and try again' });
}
