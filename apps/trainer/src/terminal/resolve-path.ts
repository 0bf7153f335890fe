import { isAbsolute, resolve } from 'node:path';
import { bucketUriOf, STANDARD_INPUT } from '@taxifare/gcs';

/** `gs://` URIs as they are; paths made absolute from where the command was typed. */
export function resolvePath(uri: string, cwd: string): string {
  return uri.startsWith('gs://') || isAbsolute(uri) ? uri : resolve(cwd, uri);
}

/** Where data comes from: as `resolvePath`, and web addresses, of which Cloud Storage's become `gs://`; `-` is standard input. */
export function resolveInput(text: string, cwd: string): string {
  if (text === '-') return STANDARD_INPUT;
  const address = /^storage\.(googleapis|cloud\.google)\.com\//.test(text) ? `https://${text}` : text;
  return /^https?:\/\//.test(address) ? bucketUriOf(address) : resolvePath(address, cwd);
}
