import type { IncomingMessage, ServerResponse } from 'node:http';
import { storageApiError } from '../api-error.ts';
import type { Faults } from '../faults.ts';
import type { HttpHandler } from '../http-server.ts';
import { bucketAspect } from './bucket-aspects.ts';
import { createBucket, listBuckets, oneBucket } from './buckets.ts';
import { DOWNLOAD_FAULTS } from './download.ts';
import type { ObjectFolder } from './object-folder.ts';
import { amendObject, composeObject, copyObject, deleteObject, readObject, sendList } from './objects.ts';
import { createUploads } from './upload.ts';

export interface StorageService {
  readonly handle: HttpHandler;
  close(): Promise<void>;
}

/** The Cloud Storage JSON API over a folder. */
export function createStorage(objects: ObjectFolder, faults: Faults): StorageService {
  const uploads = createUploads(objects);
  const handle: HttpHandler = async (request, response, url) => {
    const segments = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const uploadBucket = bucketOfUpload(segments);
    const path = pathOf(segments);
    if (uploadBucket === undefined && path === undefined) return false;
    const [bucket = uploadBucket, , name] = path ?? [];
    refuseByFault(faults, request, {
      path: url.pathname,
      bucket,
      object: name ?? url.searchParams.get('name') ?? undefined,
    });
    if (uploadBucket !== undefined) await uploads.handle(request, response, url, uploadBucket);
    else if (path !== undefined) await route(request, response, url, path);
    return true;
  };
  const route = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    path: readonly string[],
  ): Promise<void> => {
    const [bucket, kind, name, action, ...rest] = path;
    const method = request.method ?? 'GET';
    if (bucket === undefined) {
      if (method === 'POST') return await createBucket(request, response, objects);
      if (method !== 'GET') throw notAllowed(method);
      return listBuckets(request, response, url, objects);
    }
    if (kind === undefined) return await oneBucket({ request, response, url, name: bucket, objects });
    if (kind !== 'o') {
      return await bucketAspect({ request, response, url, bucket, aspect: path.slice(1).join('/'), objects });
    }
    if (name === undefined && method !== 'GET') throw notAllowed(method);
    if (name === undefined) return sendList({ request, response, url, bucket, objects });
    const call = { request, response, url, bucket, name, objects };
    if (action === 'compose' && method === 'POST') return await composeObject(call);
    if ((action === 'copyTo' || action === 'rewriteTo') && method === 'POST' && rest[0] === 'b' && rest[2] === 'o') {
      return await copyObject(call, { bucket: rest[1] ?? '', name: rest[3] ?? '' }, action === 'rewriteTo');
    }
    if (action !== undefined) throw storageApiError(404, 'notFound', 'Not Found');
    if (method === 'GET' || method === 'HEAD') {
      const subject = { method, path: url.pathname, bucket, object: name };
      return await readObject(call, () => faults.take(DOWNLOAD_FAULTS, subject));
    }
    if (method === 'DELETE') return await deleteObject(call);
    if (method === 'PATCH' || method === 'PUT') return await amendObject(call);
    throw notAllowed(method);
  };
  return { handle, close: uploads.close };
}

function notAllowed(method: string): Error {
  return storageApiError(405, 'methodNotAllowed', `Method ${method} is not allowed here.`);
}

/** `…/upload/storage/v1/b/B/o` → `B`. gcloud puts `/resumable` before it. */
function bucketOfUpload(segments: readonly string[]): string | undefined {
  const own = segments[0] === 'resumable' ? segments.slice(1) : segments;
  const isUpload = own.length === 6 && own.slice(0, 4).join('/') === 'upload/storage/v1/b' && own[5] === 'o';
  return isUpload ? own[4] : undefined;
}

/** What follows `/storage/v1/b`: `[]`, `[B]`, `[B, 'o']`, `[B, 'o', O]`, … */
function pathOf(segments: readonly string[]): readonly string[] | undefined {
  const own = segments[0] === 'download' ? segments.slice(1) : segments;
  if (own.slice(0, 3).join('/') !== 'storage/v1/b') return undefined;
  const path = own.slice(3);
  return path.at(-1) === '' && path.length < 3 ? path.slice(0, -1) : path;
}

interface Subject {
  readonly path: string;
  readonly bucket: string | undefined;
  readonly object: string | undefined;
}

/** Faults that come before anything is done. */
function refuseByFault(faults: Faults, request: IncomingMessage, subject: Subject): void {
  const rule = faults.take(['precondition-failed'], { method: request.method ?? '', ...subject });
  if (rule === undefined) return;
  throw storageApiError(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.');
}
