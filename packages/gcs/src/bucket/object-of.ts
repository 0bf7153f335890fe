import type { FileMetadata } from '@google-cloud/storage';
import type { ObjectInfo } from '../contract.ts';
import { StorageError } from '../storage-error.ts';

/** An object's metadata as the service gives it, in this package's form. */
export function objectOf(uri: string, { size, generation, crc32c }: FileMetadata): ObjectInfo {
  // A number that is zero may be left out of JSON.
  const bytes = Number(size ?? 0);
  if (!Number.isSafeInteger(bytes) || generation === undefined) {
    throw new StorageError({
      code: 'corrupt',
      uri,
      message: `${uri}: metadata without a generation or with a size of '${size}'`,
      hint: 'try again; if it stays, look for a proxy in between',
    });
  }
  return { uri, bytes, generation: String(generation), crc32c };
}
