import { open } from 'node:fs/promises';
import { isNodeError } from '../folder/node-error.ts';
import { readJsonObject, sendJson } from '../http/json-body.ts';
import { existingBucket } from './buckets.ts';
import { checkConditions, checkEtags, conditionsIn, existing } from './conditions.ts';
import { sendMedia } from './download.ts';
import { listObjects } from './list-objects.ts';
import { attributesFrom, type StoredObject } from './object-record.ts';
import { etagOf, objectResource } from './resources.ts';
import type { StorageCall } from './storage-call.ts';
import { checkObjectFeatures } from './unsupported.ts';

/** `GET /storage/v1/b/B/o`. */
export function sendList({ response, url, base, objects }: StorageCall, bucket: string): void {
  existingBucket(objects, bucket);
  const { items, prefixes, nextPageToken } = listObjects(objects.objects(bucket), url.searchParams);
  sendJson(response, 200, {
    kind: 'storage#objects',
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(items.length === 0 ? {} : { items: items.map((object) => objectResource(object, base)) }),
  });
}

/** `GET` of an object: its metadata, or with `alt=media` its bytes. */
export async function readObject(call: StorageCall, bucket: string, name: string): Promise<void> {
  if (call.url.searchParams.get('alt') === 'media') return await readMedia(call, bucket, name);
  const object = readable(call, bucket, name);
  sendJson(call.response, 200, objectResource(object, call.base), { etag: etagOf(object) });
}

/** `GET` of an object's bytes. */
export async function readMedia(call: StorageCall, bucket: string, name: string): Promise<void> {
  for (;;) {
    const object = readable(call, bucket, name);
    try {
      // Open bytes stay, even if the object is replaced while they go out.
      await using file = await open(call.objects.pathOf(object));
      return await sendMedia(call, object, file);
    } catch (error) {
      const isReplaced = isNodeError(error) && error.code === 'ENOENT' && call.objects.object(bucket, name) !== object;
      if (!isReplaced) throw error;
    }
  }
}

function readable({ request, url, objects }: StorageCall, bucket: string, name: string): StoredObject {
  existingBucket(objects, bucket);
  const conditions = conditionsIn(url.searchParams);
  const object = existing(objects.object(bucket, name), `${bucket}/${name}`, conditions);
  checkConditions(conditions, object, true);
  checkEtags(request.headers, etagOf(object));
  return object;
}

/** `DELETE` of an object. */
export async function deleteObject(
  { response, url, objects }: StorageCall,
  bucket: string,
  name: string,
): Promise<void> {
  existingBucket(objects, bucket);
  const conditions = conditionsIn(url.searchParams);
  await objects.remove(bucket, name, (now) => {
    existing(now, `${bucket}/${name}`, conditions);
    checkConditions(conditions, now);
  });
  response.writeHead(204).end();
}

/** `PATCH` and `PUT` of an object's metadata. */
export async function amendObject(call: StorageCall, bucket: string, name: string): Promise<void> {
  const { request, response, url, base, objects } = call;
  existingBucket(objects, bucket);
  const resource = await readJsonObject(request);
  checkObjectFeatures(resource);
  const conditions = conditionsIn(url.searchParams);
  const amended = await objects.amend(bucket, name, (now) => {
    const object = existing(now, `${bucket}/${name}`, conditions);
    checkConditions(conditions, object);
    return attributesFrom(resource, request.method === 'PUT' ? undefined : object.attributes);
  });
  sendJson(response, 200, objectResource(amended, base));
}
