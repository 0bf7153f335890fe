import { storageApiError } from '../../http/api-error.ts';
import { existingBucket } from '../buckets.ts';
import { type Conditions, checkConditions, conditionsIn } from '../conditions.ts';
import { checkObjectName } from '../names.ts';
import type { ObjectFolder } from '../object-folder.ts';
import { attributesFrom, type ObjectAttributes, type StoredObject } from '../object-record.ts';
import type { IncomingFile, StagedBytes } from '../staged-bytes.ts';
import type { StorageCall } from '../storage-call.ts';
import { checkObjectFeatures } from '../unsupported.ts';
import { checkSums, type ExpectedSums, expectedSums } from './checksums.ts';

/** Where an upload goes and under which conditions. */
export interface Destination {
  readonly bucket: string;
  readonly name: string;
  readonly attributes: ObjectAttributes;
  readonly conditions: Conditions;
  readonly sums: ExpectedSums;
}

/** The destination that a request names; `resource` is the object resource that came along. */
export function destinationOf(
  { request, url, objects }: StorageCall,
  bucket: string,
  resource: Readonly<Record<string, unknown>>,
  contentType: string | undefined,
): Destination {
  existingBucket(objects, bucket);
  const name = url.searchParams.get('name') ?? (typeof resource.name === 'string' ? resource.name : '');
  checkObjectName(name);
  checkObjectFeatures(resource);
  checkContentTypes(resource.contentType, contentType);
  const contentEncoding = url.searchParams.get('contentEncoding') ?? undefined;
  const usual = attributesFrom({ contentType: contentType ?? 'application/octet-stream', contentEncoding });
  const attributes = attributesFrom(resource, usual);
  const conditions = conditionsIn(url.searchParams);
  return { bucket, name, attributes, conditions, sums: expectedSums(resource, request.headers) };
}

/** Throws 400 where the bytes' own type is another than the metadata's. */
function checkContentTypes(wanted: unknown, given: string | undefined): void {
  const bare = (type: string) => type.split(';', 1).join().trim().toLowerCase();
  if (typeof wanted !== 'string' || wanted === '' || given === undefined || bare(wanted) === bare(given)) return;
  const message = `Content-Type specified in the upload (${given}) does not match Content-Type specified in metadata (${wanted}).`;
  throw storageApiError(400, 'invalid', message);
}

/** Makes the whole body the object. */
export async function storeBody(
  objects: ObjectFolder,
  to: Destination,
  body: AsyncIterable<Buffer>,
): Promise<StoredObject> {
  const file = await objects.receive();
  try {
    for await (const chunk of body) await file.write(chunk);
  } catch (error) {
    await file.discard();
    throw error;
  }
  return await storeFile(objects, to, file);
}

/** Makes what was received the object, if it has the checksums that it should have. */
export async function storeFile(objects: ObjectFolder, to: Destination, file: IncomingFile): Promise<StoredObject> {
  let bytes: StagedBytes;
  try {
    bytes = await file.finish();
    checkSums(to.sums, bytes);
  } catch (error) {
    await file.remove();
    throw error;
  }
  const draft = { bucket: to.bucket, name: to.name, attributes: to.attributes, componentCount: undefined };
  return await objects.commit(draft, bytes, (now) => checkConditions(to.conditions, now));
}
