import { storageApiError } from '../http/api-error.ts';
import { readJsonObject, sendJson } from '../http/json-body.ts';
import { existingBucket } from './buckets.ts';
import { checkConditions, conditionsIn, existing } from './conditions.ts';
import { checkObjectName } from './names.ts';
import { attributesFrom, type StoredObject } from './object-record.ts';
import { objectResource } from './resources.ts';
import type { StorageCall } from './storage-call.ts';
import { checkObjectFeatures } from './unsupported.ts';

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
  checkObjectFeatures(resource);
  if (url.searchParams.get('rewriteToken')) throw storageApiError(400, 'invalid', 'Invalid rewrite token');
  const ofSource = conditionsIn(url.searchParams, 'Source');
  const conditions = conditionsIn(url.searchParams);
  const { object: source, bytes } = await objects.relink(bucket, name, (now) => {
    checkConditions(ofSource, existing(now, `${bucket}/${name}`, ofSource));
  });
  // Metadata that comes along replaces the source's.
  const kept = resource.metadata === undefined ? source.attributes : { ...source.attributes, metadata: undefined };
  const attributes = attributesFrom(resource, kept);
  const draft = { bucket: toBucket, name: toName, attributes, componentCount: source.componentCount };
  return await objects.commit(draft, bytes, (now) => checkConditions(conditions, now));
}
