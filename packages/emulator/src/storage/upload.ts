import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { storageApiError } from '../api-error.ts';
import { parseJsonObject, readJsonObject, sendJson } from '../json-body.ts';
import { checkSums, type ExpectedSums, expectedSums } from './checksums.ts';
import { type Conditions, checkConditions, conditionsIn } from './conditions.ts';
import { contentRangeOf } from './content-range.ts';
import { boundaryIn, openMultipart } from './multipart.ts';
import { checkObjectName } from './names.ts';
import { noBucket } from './no-bucket.ts';
import type { ObjectFolder } from './object-folder.ts';
import { attributesFrom, type ObjectAttributes, type StoredObject } from './object-record.ts';
import { objectResource } from './resources.ts';
import type { IncomingFile } from './staged-bytes.ts';

/** Where an upload goes and under which conditions. */
interface Destination {
  readonly bucket: string;
  readonly name: string;
  readonly attributes: ObjectAttributes;
  readonly conditions: Conditions;
  readonly sums: ExpectedSums;
}

interface Session extends Destination {
  readonly file: IncomingFile;
  /** Set once the last byte is stored; asking again gives the same answer. */
  done: StoredObject | undefined;
  isBusy: boolean;
}

/** Non-final pieces of a resumable upload come in multiples of it. */
const QUANTUM_BYTES = 256 * 1024;

/** `POST /upload/storage/v1/b/B/o`, and what follows at the URL that a resumable upload is given. */
export function createUploads(objects: ObjectFolder) {
  const sessions = new Map<string, Session>();

  const store = async (to: Destination, file: IncomingFile, sums = to.sums): Promise<StoredObject> => {
    const bytes = await file.finish();
    try {
      checkSums(sums, bytes);
    } catch (error) {
      await file.remove();
      throw error;
    }
    const draft = { bucket: to.bucket, name: to.name, attributes: to.attributes, componentCount: undefined };
    return await objects.commit(draft, bytes, (now) => checkConditions(to.conditions, now));
  };

  const receive = async (to: Destination, body: AsyncIterable<Buffer>): Promise<StoredObject> => {
    const file = await objects.receive();
    try {
      for await (const chunk of body) await file.write(chunk);
    } catch (error) {
      await file.discard();
      throw error;
    }
    return await store(to, file);
  };

  const destination = (
    bucket: string,
    url: URL,
    request: IncomingMessage,
    resource: Readonly<Record<string, unknown>>,
    contentType: string | undefined,
  ): Destination => {
    if (objects.bucket(bucket) === undefined) throw noBucket();
    const name = url.searchParams.get('name') ?? (typeof resource.name === 'string' ? resource.name : '');
    checkObjectName(name);
    const contentEncoding = url.searchParams.get('contentEncoding') ?? undefined;
    const usual = { contentType: contentType ?? 'application/octet-stream', contentEncoding };
    const attributes = attributesFrom(resource, usual);
    const conditions = conditionsIn(url.searchParams);
    return { bucket, name, attributes, conditions, sums: expectedSums(resource, request.headers) };
  };

  const begin = async (request: IncomingMessage, response: ServerResponse, url: URL, bucket: string): Promise<void> => {
    const resource = await readJsonObject(request);
    const type = request.headers['x-upload-content-type'];
    const to = destination(bucket, url, request, resource, typeof type === 'string' ? type : undefined);
    const id = randomBytes(24).toString('base64url');
    sessions.set(id, { ...to, file: await objects.receive(), done: undefined, isBusy: false });
    const location = `http://${request.headers.host}${url.pathname}?uploadType=resumable&upload_id=${id}`;
    response.writeHead(200, { location, 'x-guploader-uploadid': id, 'content-length': 0 }).end();
  };

  const proceed = async (
    request: IncomingMessage,
    response: ServerResponse,
    origin: string,
    id: string,
  ): Promise<void> => {
    const session = sessions.get(id);
    if (session === undefined) throw storageApiError(404, 'notFound', 'No such upload session.');
    if (request.method === 'DELETE') {
      sessions.delete(id);
      if (session.done === undefined) await session.file.discard();
      response.writeHead(499, { 'content-length': 0 }).end();
      return;
    }
    if (session.done === undefined) {
      if (session.isBusy) throw storageApiError(503, 'backendError', 'The upload session is busy.');
      session.isBusy = true;
      try {
        await take(session, request);
      } finally {
        session.isBusy = false;
      }
    } else request.resume();
    if (session.done !== undefined) sendJson(response, 200, objectResource(session.done, origin));
    else {
      const range = session.file.size === 0 ? {} : { range: `bytes=0-${session.file.size - 1}` };
      // Go's clients cannot bear a 308, and ask for it in another form.
      const isHidden = request.headers['x-guploader-no-308'] === 'yes';
      const status = isHidden ? { 'x-http-status-code-override': '308' } : {};
      response.writeHead(isHidden ? 200 : 308, { ...range, ...status, 'content-length': 0 }).end();
    }
  };

  /** Takes one piece: what is there already is passed over, and the last one makes the object. */
  const take = async (session: Session, request: IncomingMessage): Promise<void> => {
    const range = contentRangeOf(request.headers['content-range'], request.headers['content-length']);
    const { file } = session;
    if (range.start !== undefined && range.start > file.size) {
      throw storageApiError(503, 'backendError', `Invalid request. There are ${file.size} bytes, not ${range.start}.`);
    }
    let skip = range.start === undefined ? 0 : file.size - range.start;
    let rest = Buffer.alloc(0);
    for await (const chunk of request) {
      const skipped = Math.min(skip, chunk.length);
      skip -= skipped;
      const fresh = chunk.subarray(skipped);
      const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
      // Of an unfinished upload the service keeps whole quanta.
      const whole =
        range.total === undefined ? bytes.length - ((file.size + bytes.length) % QUANTUM_BYTES) : bytes.length;
      const kept = Math.max(0, whole);
      if (kept > 0) await file.write(bytes.subarray(0, kept));
      rest = Buffer.from(bytes.subarray(kept));
    }
    const isLast = range.total === undefined ? range.isOpenEnded : file.size >= range.total;
    if (!isLast) return;
    if (rest.length > 0) await file.write(rest);
    if (range.total !== undefined && file.size !== range.total) {
      throw storageApiError(400, 'invalid', `The upload has ${file.size} bytes, not ${range.total}.`);
    }
    const late = expectedSums({}, request.headers);
    const sums = { crc32c: session.sums.crc32c ?? late.crc32c, md5Hash: session.sums.md5Hash ?? late.md5Hash };
    session.done = await store(session, file, sums);
  };

  return {
    handle: async (request: IncomingMessage, response: ServerResponse, url: URL, bucket: string): Promise<void> => {
      const id = url.searchParams.get('upload_id');
      if (id !== null) return await proceed(request, response, url.origin, id);
      const origin = `http://${request.headers.host}`;
      const type = url.searchParams.get('uploadType') ?? 'media';
      if (type === 'resumable') return await begin(request, response, url, bucket);
      const contentType = request.headers['content-type'];
      if (type === 'media') {
        const to = destination(bucket, url, request, {}, contentType);
        return sendJson(response, 200, objectResource(await receive(to, request), origin));
      }
      if (type !== 'multipart') throw storageApiError(400, 'invalid', `Invalid uploadType: '${type}'`);
      const upload = await openMultipart(request, boundaryIn(contentType));
      const to = destination(bucket, url, request, parseJsonObject(upload.metadata), upload.contentType);
      sendJson(response, 200, objectResource(await receive(to, upload.media), origin));
    },
    close: async (): Promise<void> => {
      const open = [...sessions.values()].filter(({ done }) => done === undefined);
      sessions.clear();
      await Promise.all(open.map(({ file }) => file.discard()));
    },
  };
}
