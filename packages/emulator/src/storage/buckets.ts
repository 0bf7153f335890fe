import type { IncomingMessage, ServerResponse } from 'node:http';
import { storageApiError } from '../api-error.ts';
import { readJsonObject, sendJson } from '../json-body.ts';
import type { BucketRecord } from './bucket-record.ts';
import { checkConditions, conditionsIn } from './conditions.ts';
import { checkBucketName } from './names.ts';
import { noBucket } from './no-bucket.ts';
import type { ObjectFolder } from './object-folder.ts';
import { bucketResource } from './resources.ts';

const NOT_SETTINGS = new Set([
  'name',
  'location',
  'storageClass',
  'kind',
  'id',
  'selfLink',
  'timeCreated',
  'updated',
  'metageneration',
  'etag',
  'projectNumber',
  'locationType',
]);

/** `POST /storage/v1/b`. */
export async function createBucket(
  request: IncomingMessage,
  response: ServerResponse,
  objects: ObjectFolder,
): Promise<void> {
  const { name, location, storageClass, ...rest } = await readJsonObject(request);
  if (typeof name !== 'string') throw storageApiError(400, 'required', 'Required');
  checkBucketName(name);
  if (objects.bucket(name) !== undefined) {
    throw storageApiError(
      409,
      'conflict',
      'Your previous request to create the named bucket succeeded and you already own it.',
    );
  }
  const settings = Object.fromEntries(Object.entries(rest).filter(([key]) => !NOT_SETTINGS.has(key)));
  const bucket = newBucket(
    name,
    typeof location === 'string' ? location : 'US',
    settings,
    typeof storageClass === 'string' ? storageClass : undefined,
  );
  await objects.putBucket(bucket);
  sendJson(response, 200, bucketResource(bucket, originOf(request)));
}

export function newBucket(
  name: string,
  location: string,
  settings: BucketRecord['settings'] = {},
  storageClass = 'STANDARD',
): BucketRecord {
  const now = new Date().toISOString();
  return {
    name,
    location: location.toUpperCase(),
    storageClass,
    timeCreated: now,
    updated: now,
    metageneration: 1,
    settings,
  };
}

/** `GET /storage/v1/b`. */
export function listBuckets(request: IncomingMessage, response: ServerResponse, url: URL, objects: ObjectFolder): void {
  const prefix = url.searchParams.get('prefix') ?? '';
  const items = objects.buckets().filter(({ name }) => name.startsWith(prefix));
  sendJson(response, 200, {
    kind: 'storage#buckets',
    items: items.map((bucket) => bucketResource(bucket, originOf(request))),
  });
}

interface BucketCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly name: string;
  readonly objects: ObjectFolder;
}

/** `GET`, `PATCH`, `PUT`, `DELETE /storage/v1/b/B`. */
export async function oneBucket({ request, response, url, name, objects }: BucketCall): Promise<void> {
  // Read whole first: nothing comes between the look at the bucket and the change.
  const changes = request.method === 'GET' ? {} : await readJsonObject(request);
  const bucket = objects.bucket(name);
  if (bucket === undefined) throw noBucket();
  checkConditions(conditionsIn(url.searchParams), { ...bucket, generation: 0 }, request.method === 'GET');
  if (request.method === 'DELETE') {
    if (objects.objects(name).length > 0)
      throw storageApiError(409, 'conflict', 'The bucket you tried to delete is not empty.');
    await objects.removeBucket(name);
    response.writeHead(204).end();
    return;
  }
  if (request.method === 'GET') return sendJson(response, 200, bucketResource(bucket, originOf(request)));
  if (request.method !== 'PATCH' && request.method !== 'PUT') {
    throw storageApiError(405, 'methodNotAllowed', `Method ${request.method} is not allowed here.`);
  }
  const wanted = Object.entries(changes).filter(([key]) => !NOT_SETTINGS.has(key));
  const before = request.method === 'PUT' ? {} : bucket.settings;
  const merged = { ...before, ...Object.fromEntries(wanted) };
  const settings = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  const updated = { ...bucket, settings, updated: new Date().toISOString(), metageneration: bucket.metageneration + 1 };
  await objects.putBucket(updated);
  sendJson(response, 200, bucketResource(updated, originOf(request)));
}

export function originOf(request: IncomingMessage): string {
  return `http://${request.headers.host}`;
}
