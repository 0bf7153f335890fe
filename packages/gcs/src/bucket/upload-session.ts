import type { FileMetadata } from '@google-cloud/storage';
import { base64OfCrc32c } from '@taxifare/crc32c';
import type { WriteOptions } from '../contract.ts';
import type { HttpAnswer } from '../http/request.ts';
import { StorageError, wrongAnswer } from '../storage-error.ts';
import type { Clients } from './clients.ts';
import type { Piece } from './pieces.ts';
import type { BucketPlace } from './place-of.ts';
import { type RetryPolicy, retrying, silenceOf } from './retrying.ts';
import { refusalOf, type SendOptions, send, textOf } from './send.ts';

export interface UploadSession {
  /** Sends a piece, as often as it takes; answers the object's metadata after the last. `crc` is that of the whole body. */
  put(piece: Piece, crc: number): Promise<FileMetadata | undefined>;
  /** Ends a session that will not be finished. */
  cancel(): Promise<void>;
}

interface SessionOptions {
  readonly clients: Clients;
  readonly policy: RetryPolicy;
  readonly writing: WriteOptions;
}

const RESUME_INCOMPLETE = 308;
const CANCEL_MS = 5000;

/**
 * A resumable upload (Cloud Storage, "Perform resumable uploads"). What breaks off is resumed at the byte that the service
 * has, so no fault that passes repeats a piece or loses the answer. The session's URL is a credential: it is in no error.
 */
export async function openUploadSession(place: BucketPlace, options: SessionOptions): Promise<UploadSession> {
  const { uri } = place;
  const { policy, writing } = options;
  const { signal } = writing;
  const kept = await resumed(place, options);
  const url = kept?.url ?? (await retrying(() => begin(place, options), policy, { signal }));
  await writing.memory?.keep(url);
  const sending = { uri, silenceMs: silenceOf(policy), signal };
  const put = async (range: string, body?: Uint8Array, headers?: Readonly<Record<string, string>>) =>
    await send({ method: 'PUT', url, headers: { ...headers, 'content-range': range }, body }, sending);
  return {
    put: async ({ bytes, start, isLast }, crc) => {
      const end = start + bytes.length;
      const total = isLast ? `${end}` : '*';
      let done = Math.max(start, Math.min(kept?.bytes ?? 0, end));
      if (done === end && !isLast) return undefined;
      let isKnown = true;
      const attempt = async (): Promise<FileMetadata | undefined> => {
        // After a fault only the service knows how much of the piece it has.
        const progress = isKnown ? undefined : await progressOf(await put('bytes */*'), sending);
        if (progress?.metadata !== undefined) return progress.metadata;
        done = progress?.bytes ?? done;
        if (done < start || done > end) throw lost(uri, `Cloud Storage has ${done} bytes, it had ${start}`);
        if (done === end && !isLast) return undefined;
        isKnown = false;
        const range = done === end ? `bytes */${total}` : `bytes ${done}-${end - 1}/${total}`;
        const headers = isLast ? { 'x-goog-hash': `crc32c=${base64OfCrc32c(crc)}` } : {};
        const after = await progressOf(await put(range, bytes.subarray(done - start), headers), sending);
        if (after.metadata !== undefined) return after.metadata;
        done = after.bytes;
        isKnown = true;
        if (done === end && !isLast) return undefined;
        const message = `${uri}: Cloud Storage took the upload up to byte ${done} of ${end}`;
        throw new StorageError({ code: 'cut', uri, message, hint: 'try again' });
      };
      return await retrying(attempt, policy, { signal, progress: () => done });
    },
    cancel: async () => {
      const within = { ...sending, signal: AbortSignal.timeout(CANCEL_MS) };
      const answer = await send({ method: 'DELETE', url }, within).catch(() => {});
      await answer?.body.return();
    },
  };
}

/** The session that an earlier process has left, and how many bytes of the body the service has of it. */
async function resumed(
  { uri }: BucketPlace,
  { clients, policy, writing: { memory, signal } }: SessionOptions,
): Promise<{ readonly url: string; readonly bytes: number } | undefined> {
  const url = await memory?.recall();
  // Nothing goes to an address that is not the service's.
  if (memory === undefined || url === undefined || !url.startsWith(`${clients.origin}/`)) return undefined;
  const sending = { uri, silenceMs: silenceOf(policy), signal };
  const ask = async (): Promise<Progress> => {
    const headers = { 'content-range': 'bytes */*' };
    return await progressOf(await send({ method: 'PUT', url, headers }, sending), sending);
  };
  try {
    const { bytes, metadata } = await retrying(ask, policy, { signal });
    // What is finished was not this body's, or whoever asks would have found it there.
    if (metadata === undefined) {
      memory.goesOn(bytes);
      return { url, bytes };
    }
  } catch (error) {
    // It is gone after a week, and where its bucket is.
    if (!(error instanceof StorageError && error.code === 'refused')) throw error;
  }
  await memory.forget();
  return undefined;
}

async function begin(
  { uri, bucket, name }: BucketPlace,
  { clients, policy, writing }: SessionOptions,
): Promise<string> {
  const { condition, contentType, signal } = writing;
  const match = condition === 'any' ? undefined : condition === 'absent' ? '0' : condition.generation;
  const query = new URLSearchParams({ uploadType: 'resumable', name, ...(match && { ifGenerationMatch: match }) });
  const url = `${clients.origin}/upload/storage/v1/b/${encodeURIComponent(bucket)}/o?${query}`;
  const body = new TextEncoder().encode(JSON.stringify(contentType === undefined ? {} : { contentType }));
  const headers = { ...(await clients.authorize(url, uri)), 'content-type': 'application/json' };
  const sending = { uri, silenceMs: silenceOf(policy), signal };
  const answer = await send({ method: 'POST', url, headers, body }, sending);
  if (answer.status >= 300) throw await refusalOf(answer, sending);
  await textOf(answer, sending);
  const session = answer.headers.get('location');
  if (session !== undefined && URL.canParse(session)) return session;
  throw wrongAnswer(uri, 'no address to upload to');
}

interface Progress {
  /** How many bytes of the body the service has. */
  readonly bytes: number;
  /** The object's, once it is there. */
  readonly metadata: FileMetadata | undefined;
}

async function progressOf(answer: HttpAnswer, options: SendOptions): Promise<Progress> {
  const { uri } = options;
  const { status, headers } = answer;
  const isGone = status === 404 || status === 410;
  if (status !== 200 && status !== 201 && status !== RESUME_INCOMPLETE && !isGone) {
    throw await refusalOf(answer, options);
  }
  const text = await textOf(answer, options);
  if (isGone) throw lost(uri, 'Cloud Storage no longer knows it');
  if (status !== RESUME_INCOMPLETE) {
    const metadata = metadataIn(text, uri);
    return { bytes: Number(metadata.size ?? 0), metadata };
  }
  const [, last] = /^bytes=0-(\d+)$/.exec(headers.get('range') ?? '') ?? [];
  return { bytes: last === undefined ? 0 : Number(last) + 1, metadata: undefined };
}

/** What is no JSON was cut on its way, or is a page of the network, and can be asked for again. */
function metadataIn(text: string, uri: string): FileMetadata {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const hint = 'try again; if it stays, look for a proxy in between';
    throw new StorageError({ code: 'cut', uri, message: `${uri}: an answer that is no JSON`, hint, cause });
  }
}

function lost(uri: string, what: string): StorageError {
  const message = `${uri}: the upload broke off, ${what}`;
  return new StorageError({ code: 'refused', uri, message, hint: 'send it again from the beginning' });
}
