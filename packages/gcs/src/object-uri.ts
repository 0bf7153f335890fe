import { isAbsolute, normalize } from 'node:path';
import { StorageError } from './storage-error.ts';

/** A URI taken apart: an object of a bucket, or a file of this machine. */
export type ObjectUri =
  | { readonly kind: 'gs'; readonly bucket: string; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

const NAME_BYTES = 1024;

/**
 * Takes `gs://bucket/name` or an absolute path apart. Throws `StorageError` 'bad-name' for what can be neither. Rules:
 * Cloud Storage, "About Cloud Storage buckets" and "About Cloud Storage objects".
 */
export function parseObjectUri(uri: string): ObjectUri {
  const refuse = (message: string, hint: string): StorageError =>
    new StorageError({ code: 'bad-name', uri, message: `${uri}: ${message}`, hint });
  if (uri.includes('\0')) throw refuse('a name with a NUL in it', 'leave it out');
  if (!uri.startsWith('gs://')) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1];
    if (scheme !== undefined)
      throw refuse(`${scheme} is not a place that data can be in`, 'give gs://BUCKET/NAME or a path');
    if (!isAbsolute(uri)) throw refuse('not an absolute path', 'give gs://BUCKET/NAME or a path from the root');
    return { kind: 'file', path: normalize(uri) };
  }
  const [bucket = '', ...segments] = uri.slice('gs://'.length).split('/');
  const name = segments.join('/');
  if (!isBucketName(bucket)) {
    throw refuse(`not a bucket's name, got '${bucket}'`, 'use 3 to 63 small letters, digits, dots and dashes');
  }
  if (name === '') throw refuse('a bucket without an object', `give gs://${bucket}/NAME`);
  if (new TextEncoder().encode(name).length > NAME_BYTES)
    throw refuse(`a name of more than ${NAME_BYTES} bytes`, 'shorten it');
  if (/[\r\n]/.test(name) || !name.isWellFormed())
    throw refuse('a name with a line end or half a character', 'rename it');
  return { kind: 'gs', bucket, name };
}

/** Whether a bucket may have this name (Cloud Storage, "About Cloud Storage buckets"); Google's own count. */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    name.split('.').every((part) => part !== '' && part.length <= 63)
  );
}

/** Whether it stands for more objects than the one of that name: has one of `* ? [ {`. */
export function isGlob(uri: string): boolean {
  return /[*?[{]/.test(uri);
}

/** The part of a glob before its first special character: what every match begins with. */
export function literalPrefix(glob: string): string {
  return glob.slice(0, Math.max(0, glob.search(/[*?[{]/)));
}
