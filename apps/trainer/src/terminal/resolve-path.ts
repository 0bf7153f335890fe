import { isAbsolute, resolve } from 'node:path';

/** `gs://` URIs as they are; paths made absolute from where the command was typed. */
export function resolvePath(uri: string, cwd: string): string {
  return uri.startsWith('gs://') || isAbsolute(uri) ? uri : resolve(cwd, uri);
}
