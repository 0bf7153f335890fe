import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { storageApiError } from '../http/api-error.ts';
import { isRecord, readJsonObject, sendJson } from '../http/json-body.ts';
import { existingBucket } from './buckets.ts';
import { checkConditions, conditionsIn, existing } from './conditions.ts';
import { checkObjectName } from './names.ts';
import type { ObjectFolder, RelinkedObject } from './object-folder.ts';
import { attributesFrom } from './object-record.ts';
import { objectResource } from './resources.ts';
import type { StorageCall } from './storage-call.ts';
import { checkObjectFeatures } from './unsupported.ts';

const MAX_COMPOSED = 32;

/** `POST …/o/A/compose`. */
export async function composeObject(call: StorageCall, bucket: string, name: string): Promise<void> {
  const { request, response, url, base, objects } = call;
  existingBucket(objects, bucket);
  checkObjectName(name);
  const { sourceObjects, destination } = await readJsonObject(request);
  checkObjectFeatures(isRecord(destination) ? destination : {});
  const listed: readonly unknown[] = Array.isArray(sourceObjects) ? sourceObjects : [];
  if (listed.length === 0 || listed.length > MAX_COMPOSED) {
    throw storageApiError(
      400,
      'invalid',
      `The number of source components provided (${listed.length}) is not in 1..${MAX_COMPOSED}.`,
    );
  }
  const conditions = conditionsIn(url.searchParams);
  const sources: RelinkedObject[] = [];
  const file = await objects.receive();
  try {
    for (const source of listed) sources.push(await linkSource(source, bucket, objects));
    for (const { bytes } of sources) for await (const chunk of createReadStream(bytes.path)) await file.write(chunk);
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    await Promise.all(sources.map(({ bytes }) => rm(bytes.path)));
  }
  const bytes = { ...(await file.finish()), md5Hash: undefined };
  const attributes = attributesFrom(isRecord(destination) ? destination : {}, {
    contentType: sources[0]?.object.attributes.contentType,
  });
  const componentCount = sources.reduce((sum, { object }) => sum + (object.componentCount ?? 1), 0);
  const composed = await objects.commit({ bucket, name, attributes, componentCount }, bytes, (now) =>
    checkConditions(conditions, now),
  );
  sendJson(response, 200, objectResource(composed, base));
}

async function linkSource(source: unknown, bucket: string, objects: ObjectFolder): Promise<RelinkedObject> {
  const { name, generation, objectPreconditions } = isRecord(source) ? source : {};
  if (typeof name !== 'string') throw storageApiError(400, 'required', 'Required: sourceObjects[].name');
  const query = new URLSearchParams(generation === undefined ? {} : { generation: String(generation) });
  if (isRecord(objectPreconditions) && objectPreconditions.ifGenerationMatch !== undefined) {
    query.set('ifGenerationMatch', String(objectPreconditions.ifGenerationMatch));
  }
  const conditions = conditionsIn(query);
  return await objects.relink(bucket, name, (now) => {
    checkConditions(conditions, existing(now, `${bucket}/${name}`, conditions));
  });
}
