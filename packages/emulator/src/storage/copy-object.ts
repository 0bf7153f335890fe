import { readJsonObject, sendJson } from '../http/json-body.ts';
import { existingBucket } from './buckets.ts';
import { checkConditions, conditionsIn, existing } from './conditions.ts';
import { checkObjectName } from './names.ts';
import { attributesFrom, type StoredObject } from './object-record.ts';
import { objectResource } from './resources.ts';
import type { StorageCall } from './storage-call.ts';

/** `POST …/o/A/copyTo/b/B/o/C`. */
export async function copyObject(call: StorageCall, ...places: string[]): Promise<void> {
  sendJson(call.response, 200, objectResource(await copyOf(call, places), call.base));
}

/** `POST …/o/A/rewriteTo/b/B/o/C`: done in one go. */
export async function rewriteObject(call: StorageCall, ...places: string[]): Promise<void> {
  const copy = await copyOf(call, places);
  const size = String(copy.size);
  sendJson(call.response, 200, {
    kind: 'storage#rewriteResponse',
    totalBytesRewritten: size,
    objectSize: size,
    done: true,
    resource: objectResource(copy, call.base),
  });
}

async function copyOf({ request, url, objects }: StorageCall, places: readonly string[]): Promise<StoredObject> {
  const [bucket = '', name = '', toBucket = '', toName = ''] = places;
  existingBucket(objects, bucket);
  existingBucket(objects, toBucket);
  checkObjectName(toName);
  const resource = await readJsonObject(request);
  const ofSource = conditionsIn(url.searchParams, 'Source');
  const conditions = conditionsIn(url.searchParams);
  const { object: source, bytes } = await objects.relink(bucket, name, (now) => {
    checkConditions(ofSource, existing(now, `${bucket}/${name}`, ofSource));
  });
  const attributes = attributesFrom(resource, source.attributes);
  const draft = { bucket: toBucket, name: toName, attributes, componentCount: source.componentCount };
  return await objects.commit(draft, bytes, (now) => checkConditions(conditions, now));
}
