import { type Checked, problemOf } from './check.ts';

/** A bucket's bare name, by Cloud Storage's rules (cloud.google.com/storage/docs/buckets#naming). */
export function checkBucketName(where: string, text: string): Checked<string> {
  const bare = text.replace(/^gs:\/\//, '').replace(/\/+$/, '');
  const isName = isBucketName(bare);
  if (bare !== text) {
    const fix = isName ? `give ${bare}` : 'give the bucket alone, without gs:// and without a path';
    return problemOf(where, 'is a URI, not a bucket name', text, fix);
  }
  if (isName) return { value: text };
  if (/[A-Z]/.test(text)) return problemOf(where, 'bucket names have no capitals', text, `try ${text.toLowerCase()}`);
  return problemOf(
    where,
    'not a bucket name',
    text,
    '3 to 63 of a-z 0-9 - _ . that begin and end with a letter or digit',
  );
}

function isBucketName(text: string): boolean {
  const limit = text.includes('.') ? 222 : 63;
  return (
    text.length <= limit &&
    /^[a-z0-9][a-z0-9._-]+[a-z0-9]$/.test(text) &&
    !/\.\.|^goog|google|^\d+\.\d+\.\d+\.\d+$/.test(text) &&
    text.split('.').every((part) => part.length > 0 && part.length <= 63)
  );
}
