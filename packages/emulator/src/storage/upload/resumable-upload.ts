import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { storageApiError } from '../../http/api-error.ts';
import { bodyOf, readJsonObject, sendJson } from '../../http/json-body.ts';
import type { StoredObject } from '../object-record.ts';
import { objectResource } from '../resources.ts';
import type { IncomingFile } from '../staged-bytes.ts';
import type { StorageCall } from '../storage-call.ts';
import { expectedSums } from './checksums.ts';
import { contentRangeOf, type UploadRange } from './content-range.ts';
import { type Destination, destinationOf, storeFile } from './destination.ts';

interface Session extends Destination {
  readonly file: IncomingFile;
  /** How the upload ended; asking again gives the same answer. */
  outcome: { readonly object: StoredObject } | { readonly refusal: unknown } | undefined;
  isBusy: boolean;
  askedMs: number;
  /** Of the whole upload, once the sender has said it. */
  total: number | undefined;
}

export interface ResumableUploads {
  /** Opens a session and answers with its address. */
  begin(call: StorageCall, bucket: string): Promise<void>;
  /** What comes to that address: a piece, a question about the state, or the end of it. */
  proceed(call: StorageCall, id: string): Promise<void>;
  close(): Promise<void>;
}

/** Non-final pieces of a resumable upload come in multiples of it. */
const QUANTUM_BYTES = 256 * 1024;
const LOOK_MS = 60_000;

/**
 * `uploadType=resumable`: the object in pieces, each of which can be sent again. A session that nobody asks for
 * `sessionMs` ends, and holds no open file until then.
 */
export function createResumableUploads(sessionMs: number): ResumableUploads {
  const sessions = new Map<string, Session>();
  const drop = async (id: string, session: Session) => {
    sessions.delete(id);
    if (session.outcome === undefined) await session.file.discard();
  };
  const dropAbandoned = async () => {
    const beforeMs = Date.now() - sessionMs;
    for (const [id, session] of sessions) if (session.askedMs < beforeMs && !session.isBusy) await drop(id, session);
  };
  const timer = setInterval(() => void dropAbandoned().catch(() => {}), Math.min(LOOK_MS, sessionMs)).unref();
  return {
    begin: async (call, bucket) => {
      const { request, response, url, base, objects } = call;
      const resource = await readJsonObject(request);
      const type = request.headers['x-upload-content-type'];
      const to = destinationOf(call, bucket, resource, typeof type === 'string' ? type : undefined);
      const length = request.headers['x-upload-content-length'];
      const announced = typeof length === 'string' && /^\d+$/.test(length) ? Number(length) : undefined;
      const file = await objects.receive();
      await file.suspend();
      const id = randomBytes(24).toString('base64url');
      sessions.set(id, { ...to, file, outcome: undefined, isBusy: false, askedMs: Date.now(), total: announced });
      const location = `${base}${url.pathname}?uploadType=resumable&upload_id=${id}`;
      response.writeHead(200, { location, 'x-guploader-uploadid': id, 'content-length': 0 }).end();
    },
    proceed: async (call, id) => {
      const { request, response, base } = call;
      const session = sessions.get(id);
      if (session === undefined) throw storageApiError(404, 'notFound', 'No such upload session.');
      session.askedMs = Date.now();
      if (request.method === 'DELETE') {
        await drop(id, session);
        response.writeHead(499, { 'content-length': 0 }).end();
        return;
      }
      if (session.outcome === undefined) await receivePiece(session, call);
      const { outcome, file } = session;
      if (outcome === undefined) sendProgress(file.size, request, response);
      else if ('refusal' in outcome) throw outcome.refusal;
      else sendJson(response, 200, objectResource(outcome.object, base));
    },
    close: async () => {
      clearInterval(timer);
      await Promise.all([...sessions].map(([id, session]) => drop(id, session)));
    },
  };
}

function sendProgress(size: number, request: IncomingMessage, response: ServerResponse): void {
  const range = size === 0 ? {} : { range: `bytes=0-${size - 1}` };
  // Go's clients cannot bear a 308, and ask for it in another form.
  const isHidden = request.headers['x-guploader-no-308'] === 'yes';
  const status = isHidden ? { 'x-http-status-code-override': '308' } : {};
  response.writeHead(isHidden ? 200 : 308, { ...range, ...status, 'content-length': 0 }).end();
}

async function receivePiece(session: Session, call: StorageCall): Promise<void> {
  if (session.isBusy) throw storageApiError(503, 'backendError', 'The upload session is busy.');
  session.isBusy = true;
  const { file } = session;
  try {
    const { headers } = call.request;
    const range = contentRangeOf(headers['content-range'], headers['content-length']);
    if (range.total !== undefined && range.total !== (session.total ?? range.total)) {
      throw storageApiError(400, 'invalid', `The upload has ${session.total} bytes in all, not ${range.total}.`);
    }
    session.total ??= range.total;
    const rest = await appendPiece(file, range, call.request);
    const size = file.size + rest.length;
    const isLast = range.total === undefined ? range.isOpenEnded : size >= range.total;
    if (!isLast) return;
    if (rest.length > 0) await file.write(rest);
    if (session.total !== undefined && size !== session.total) {
      throw storageApiError(400, 'invalid', `The upload has ${size} bytes, not ${session.total}.`);
    }
    const late = expectedSums({}, headers);
    const sums = { crc32c: session.sums.crc32c ?? late.crc32c, md5Hash: session.sums.md5Hash ?? late.md5Hash };
    session.outcome = await storeFile(call.objects, { ...session, sums }, file).then(
      (object) => ({ object }),
      (refusal: unknown) => ({ refusal }),
    );
  } finally {
    await file.suspend();
    session.askedMs = Date.now();
    session.isBusy = false;
  }
}

/** Appends what is new of a piece, in whole quanta: of one that is cut off the service keeps no more. Returns what is left over. */
async function appendPiece(file: IncomingFile, range: UploadRange, request: IncomingMessage): Promise<Buffer> {
  if (range.start !== undefined && range.start > file.size) {
    throw storageApiError(503, 'backendError', `Invalid request. There are ${file.size} bytes, not ${range.start}.`);
  }
  let skip = range.start === undefined ? 0 : file.size - range.start;
  let rest = Buffer.alloc(0);
  for await (const chunk of bodyOf(request)) {
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    const fresh = chunk.subarray(skipped);
    const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const kept = Math.max(0, bytes.length - ((file.size + bytes.length) % QUANTUM_BYTES));
    if (kept > 0) await file.write(bytes.subarray(0, kept));
    rest = Buffer.from(bytes.subarray(kept));
  }
  return rest;
}
