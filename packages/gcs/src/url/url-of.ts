import { StorageError } from '../storage-error.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A web address that may be read: `https://`, or `http://` on this machine. Throws `StorageError` 'bad-name'. */
export function urlOf(text: string): URL {
  const refuse = (what: string, hint: string) =>
    new StorageError({ code: 'bad-name', uri: shownUrl(text), message: `${shownUrl(text)}: ${what}`, hint });
  if (!URL.canParse(text)) throw refuse('not a web address', 'check it');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw refuse('a password in a web address', 'leave it out');
  const isFine = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!isFine) throw refuse('anyone may read or change what http:// brings', 'give an https:// address');
  return url;
}

/** The address as it may be shown: a query can be a credential, and so can what is before an @. */
export function shownUrl(text: string): string {
  if (!/^https?:/i.test(text)) return text;
  return text.replace(/[?#].*$/s, '').replace(/^([a-z]+:\/\/)[^/]*@/i, '$1');
}

/** `gs://BUCKET/NAME` for an address of Cloud Storage that is not signed; others as they are. */
export function bucketUriOf(text: string): string {
  const [, bucket, name] =
    /^https:\/\/storage\.(?:googleapis|cloud\.google)\.com\/([^/?#]+)\/([^?#]+)$/.exec(text) ?? [];
  try {
    return bucket === undefined || name === undefined ? text : `gs://${bucket}/${decodeURIComponent(name)}`;
  } catch {
    return text;
  }
}
