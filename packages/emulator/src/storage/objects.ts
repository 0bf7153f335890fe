import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { storageApiError } from '../api-error.ts';
import type { FaultRule } from '../faults.ts';
import { isRecord, readJsonObject, sendJson } from '../json-body.ts';
import { isNodeError } from '../node-error.ts';
import { originOf } from './buckets.ts';
import { checkConditions, conditionsIn, existing } from './conditions.ts';
import { sendMedia } from './download.ts';
import { listObjects } from './list-objects.ts';
import { checkObjectName } from './names.ts';
import { noBucket } from './no-bucket.ts';
import type { ObjectFolder, RelinkedObject } from './object-folder.ts';
import { attributesFrom } from './object-record.ts';
import { etagOf, objectResource } from './resources.ts';

/** A request about one object, or two. */
export interface ObjectCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly bucket: string;
  readonly name: string;
  readonly objects: ObjectFolder;
}

const MAX_COMPOSED = 32;

/** `GET /storage/v1/b/B/o`. */
export function sendList({ request, response, url, bucket, objects }: Omit<ObjectCall, 'name'>): void {
  if (objects.bucket(bucket) === undefined) throw noBucket();
  const { items, prefixes, nextPageToken } = listObjects(objects.objects(bucket), url.searchParams);
  sendJson(response, 200, {
    kind: 'storage#objects',
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    items: items.map((object) => objectResource(object, originOf(request))),
  });
}

/** `GET` of an object: its metadata, or with `alt=media` its bytes. */
export async function readObject(call: ObjectCall, takeFault: () => FaultRule | undefined): Promise<void> {
  const { request, response, url, bucket, name, objects } = call;
  if (objects.bucket(bucket) === undefined) throw noBucket();
  const conditions = conditionsIn(url.searchParams);
  const isMedia = url.searchParams.get('alt') === 'media' || url.pathname.startsWith('/download/');
  for (;;) {
    const object = existing(objects.object(bucket, name), `${bucket}/${name}`, conditions);
    checkConditions(conditions, object, true);
    if (!isMedia) return sendJson(response, 200, objectResource(object, originOf(request)), { etag: etagOf(object) });
    try {
      // Open bytes stay, even if the object is replaced while they go out.
      await using file = await open(object.path);
      return await sendMedia({ request, response, object, file, takeFault });
    } catch (error) {
      const isReplaced = isNodeError(error) && error.code === 'ENOENT' && objects.object(bucket, name) !== object;
      if (!isReplaced) throw error;
    }
  }
}

/** `DELETE` of an object. */
export async function deleteObject({ response, url, bucket, name, objects }: ObjectCall): Promise<void> {
  if (objects.bucket(bucket) === undefined) throw noBucket();
  const conditions = conditionsIn(url.searchParams);
  await objects.remove(bucket, name, (now) => {
    existing(now, `${bucket}/${name}`, conditions);
    checkConditions(conditions, now);
  });
  response.writeHead(204).end();
}

/** `PATCH` and `PUT` of an object's metadata. */
export async function amendObject({ request, response, url, bucket, name, objects }: ObjectCall): Promise<void> {
  if (objects.bucket(bucket) === undefined) throw noBucket();
  const resource = await readJsonObject(request);
  const conditions = conditionsIn(url.searchParams);
  const object = existing(objects.object(bucket, name), `${bucket}/${name}`, conditions);
  const before = request.method === 'PUT' ? undefined : object.attributes;
  const amended = await objects.amend(object, attributesFrom(resource, before), (now) => {
    existing(now, `${bucket}/${name}`, conditions);
    checkConditions(conditions, now);
  });
  sendJson(response, 200, objectResource(amended, originOf(request)));
}

/** `POST …/o/A/copyTo/b/B/o/C` and `…/rewriteTo/…`. */
export async function copyObject(
  call: ObjectCall,
  to: { readonly bucket: string; readonly name: string },
  isRewrite: boolean,
): Promise<void> {
  const { request, response, url, bucket, name, objects } = call;
  if (objects.bucket(bucket) === undefined || objects.bucket(to.bucket) === undefined) throw noBucket();
  checkObjectName(to.name);
  const resource = await readJsonObject(request);
  const ofSource = conditionsIn(url.searchParams, 'Source');
  const conditions = conditionsIn(url.searchParams);
  const { object: source, bytes } = await objects.relink(bucket, name, (now) => {
    checkConditions(ofSource, existing(now, `${bucket}/${name}`, ofSource));
  });
  const attributes = attributesFrom(resource, source.attributes);
  const draft = { ...to, attributes, componentCount: source.componentCount };
  const copy = await objects.commit(draft, bytes, (now) => checkConditions(conditions, now));
  const copied = objectResource(copy, originOf(request));
  if (!isRewrite) return sendJson(response, 200, copied);
  const size = String(copy.size);
  sendJson(response, 200, {
    kind: 'storage#rewriteResponse',
    totalBytesRewritten: size,
    objectSize: size,
    done: true,
    resource: copied,
  });
}

/** `POST …/o/A/compose`. */
export async function composeObject({ request, response, url, bucket, name, objects }: ObjectCall): Promise<void> {
  if (objects.bucket(bucket) === undefined) throw noBucket();
  checkObjectName(name);
  const { sourceObjects, destination } = await readJsonObject(request);
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
  sendJson(response, 200, objectResource(composed, originOf(request)));
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
