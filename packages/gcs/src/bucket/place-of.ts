import { parseObjectUri } from '../object-uri.ts';

export interface BucketPlace {
  readonly uri: string;
  readonly bucket: string;
  readonly name: string;
}

/** The bucket and the name in `gs://bucket/name`. */
export function placeOf(uri: string): BucketPlace {
  const parsed = parseObjectUri(uri);
  if (parsed.kind !== 'gs') throw new RangeError(`placeOf: gs://BUCKET/NAME is wanted, got ${uri}`);
  return { uri, bucket: parsed.bucket, name: parsed.name };
}
