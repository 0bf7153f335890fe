import { hash } from 'node:crypto';
import { storageApiError } from '../http/api-error.ts';

const BUCKET_NAME = /^[a-z0-9][a-z0-9._-]+[a-z0-9]$/;
const OBJECT_NAME_BYTES = 1024;

/** Throws 400 unless the name keeps the rules for buckets. */
export function checkBucketName(name: string): void {
  if (!isBucketName(name)) throw storageApiError(400, 'invalid', `Invalid bucket name: '${name}'`);
}

/** Whether the name keeps the rules for buckets (Cloud Storage, "About Cloud Storage buckets", 2026). */
export function isBucketName(name: string): boolean {
  const parts = name.split('.');
  const hasLength = name.length >= 3 && name.length <= (parts.length > 1 ? 222 : 63);
  return (
    hasLength &&
    BUCKET_NAME.test(name) &&
    parts.every((part) => part !== '' && part.length <= 63) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !name.startsWith('goog') &&
    !name.includes('google')
  );
}

/**
 * Throws 400 unless the name keeps the rules for objects (Cloud Storage, "About Cloud Storage objects", 2026). NUL is
 * refused too: no file can be named so where a job sees the object. `../x` and `/x` are legal names.
 */
export function checkObjectName(name: string): void {
  if (name === '') throw storageApiError(400, 'required', 'Required: object name');
  const bytes = Buffer.byteLength(name);
  if (bytes > OBJECT_NAME_BYTES) {
    const message = `The specified object name is too long: ${bytes} bytes, at most ${OBJECT_NAME_BYTES} are allowed.`;
    throw storageApiError(400, 'invalid', message);
  }
  const isLegal = name !== '.' && name !== '..' && !/[\r\n\0]/.test(name) && name.isWellFormed();
  if (!isLegal || name.startsWith('.well-known/acme-challenge/')) {
    throw storageApiError(400, 'invalid', `Invalid object name: ${JSON.stringify(name)}`);
  }
}

/**
 * A file name for an object: a hash, as names are longer than file names may be, differ in case alone, and hold
 * slashes; then the end of the name, for people who look into the folder.
 */
export function fileNameOf(objectName: string): string {
  const digest = hash('sha256', objectName).slice(0, 32);
  const readable = objectName
    .slice(-64)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '_');
  return `${digest}-${readable}`;
}

/** UTF-8 byte order, which is code point order: UTF-16 order differs for characters above U+FFFF. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const isHigherPlane = x >= 0xd800 && x <= 0xdfff;
    if (isHigherPlane === (y >= 0xd800 && y <= 0xdfff)) return x - y;
    return isHigherPlane ? 1 : -1;
  }
  return a.length - b.length;
}
