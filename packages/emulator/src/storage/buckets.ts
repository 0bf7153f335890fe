import { storageApiError } from '../http/api-error.ts';
import { readJsonObject, sendJson } from '../http/json-body.ts';
import { noBucket } from './bucket-errors.ts';
import { type BucketRecord, newBucket, settingsIn } from './bucket-record.ts';
import { checkConditions, conditionsIn } from './conditions.ts';
import { mergePatch } from './merge-patch.ts';
import { checkBucketName } from './names.ts';
import type { ObjectFolder } from './object-folder.ts';
import { bucketResource } from './resources.ts';
import type { StorageCall } from './storage-call.ts';
import { checkBucketFeatures } from './unsupported.ts';

/** The bucket; 404 where there is none. */
export function existingBucket(objects: ObjectFolder, name: string): BucketRecord {
  const bucket = objects.bucket(name);
  if (bucket === undefined) throw noBucket();
  return bucket;
}

const MAX_RESULTS = 1000;

/** `GET /storage/v1/b`: by name, in pages. */
export function listBuckets({ response, url, base, objects }: StorageCall): void {
  const prefix = url.searchParams.get('prefix') ?? '';
  const after = url.searchParams.get('pageToken') ?? '';
  const limit = Math.min(Number(url.searchParams.get('maxResults')) || MAX_RESULTS, MAX_RESULTS);
  const found = objects.buckets().filter(({ name }) => name.startsWith(prefix) && name > after);
  const page = found.slice(0, limit);
  sendJson(response, 200, {
    kind: 'storage#buckets',
    ...(found.length > limit ? { nextPageToken: page.at(-1)?.name } : {}),
    ...(page.length === 0 ? {} : { items: page.map((bucket) => bucketResource(bucket, base)) }),
  });
}

/** `POST /storage/v1/b`. */
export async function createBucket({ request, response, url, base, objects }: StorageCall): Promise<void> {
  const resource = await readJsonObject(request);
  const { name, location } = resource;
  if (!url.searchParams.get('project')) throw storageApiError(400, 'required', 'Required parameter: project');
  if (typeof name !== 'string') throw storageApiError(400, 'required', 'Required');
  checkBucketFeatures(resource);
  checkBucketName(name);
  const settings = mergePatch({}, settingsIn(resource));
  const bucket = newBucket(name, typeof location === 'string' ? location : 'US', settings);
  await objects.createBucket(bucket);
  sendJson(response, 200, bucketResource(bucket, base));
}

/** `GET /storage/v1/b/B`. */
export function getBucket({ response, url, base, objects }: StorageCall, name: string): void {
  const bucket = existingBucket(objects, name);
  checkConditions(conditionsIn(url.searchParams), { ...bucket, generation: 0 }, true);
  sendJson(response, 200, bucketResource(bucket, base));
}

/** `PATCH /storage/v1/b/B`: what is given changes. */
export async function patchBucket(call: StorageCall, name: string): Promise<void> {
  const changes = await readSettings(call);
  await changeSettings(call, name, (before) => mergePatch(before, changes));
}

/** `PUT /storage/v1/b/B`: what is not given goes. */
export async function updateBucket(call: StorageCall, name: string): Promise<void> {
  const settings = await readSettings(call);
  await changeSettings(call, name, () => mergePatch({}, settings));
}

type Settings = BucketRecord['settings'];

async function readSettings({ request }: StorageCall): Promise<Settings> {
  const resource = await readJsonObject(request);
  checkBucketFeatures(resource);
  return settingsIn(resource);
}

async function changeSettings(
  { response, url, base, objects }: StorageCall,
  name: string,
  change: (before: Settings) => Settings,
): Promise<void> {
  const conditions = conditionsIn(url.searchParams);
  const changed = await objects.changeBucket(name, (now) => {
    checkConditions(conditions, { ...now, generation: 0 });
    return {
      ...now,
      settings: change(now.settings),
      updated: new Date().toISOString(),
      metageneration: now.metageneration + 1,
    };
  });
  sendJson(response, 200, bucketResource(changed, base));
}

/** `DELETE /storage/v1/b/B`. */
export async function deleteBucket({ response, url, objects }: StorageCall, name: string): Promise<void> {
  const conditions = conditionsIn(url.searchParams);
  await objects.removeBucket(name, (now, count) => {
    checkConditions(conditions, { ...now, generation: 0 });
    if (count > 0) throw storageApiError(409, 'conflict', 'The bucket you tried to delete is not empty.');
  });
  response.writeHead(204).end();
}
