import { type BucketRecord, locationTypeOf } from './bucket-record.ts';
import type { StoredObject } from './object-record.ts';

/** An object as the JSON API gives it. */
export function objectResource(object: StoredObject, origin: string): Record<string, unknown> {
  const { bucket, name, generation, attributes, timeCreated, updated } = object;
  const path = `b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(name)}`;
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    selfLink: `${origin}/storage/v1/${path}`,
    mediaLink: `${origin}/download/storage/v1/${path}?generation=${generation}&alt=media`,
    name,
    bucket,
    generation: String(generation),
    metageneration: String(object.metageneration),
    storageClass: 'STANDARD',
    size: String(object.size),
    ...(object.md5Hash === undefined ? {} : { md5Hash: object.md5Hash }),
    crc32c: object.crc32c,
    etag: etagOf(object),
    timeCreated,
    updated,
    timeStorageClassUpdated: timeCreated,
    timeFinalized: timeCreated,
    ...(object.componentCount === undefined ? {} : { componentCount: object.componentCount }),
    ...Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)),
  };
}

/** A bucket as the JSON API gives it. */
export function bucketResource(bucket: BucketRecord, origin: string): Record<string, unknown> {
  const { name, location, storageClass, timeCreated, updated, metageneration, settings } = bucket;
  return {
    iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: 'inherited' },
    ...settings,
    kind: 'storage#bucket',
    id: name,
    selfLink: `${origin}/storage/v1/b/${name}`,
    projectNumber: '1',
    name,
    location,
    locationType: locationTypeOf(location),
    storageClass,
    timeCreated,
    updated,
    metageneration: String(metageneration),
    etag: Buffer.from(`${name}/${metageneration}`).toString('base64'),
  };
}

export function etagOf({ generation, metageneration }: StoredObject): string {
  return Buffer.from(`${generation}/${metageneration}`).toString('base64');
}

/** Both checksums in the form of the header `x-goog-hash`. */
export function hashHeader({ crc32c, md5Hash }: StoredObject): string {
  return md5Hash === undefined ? `crc32c=${crc32c}` : `crc32c=${crc32c},md5=${md5Hash}`;
}
