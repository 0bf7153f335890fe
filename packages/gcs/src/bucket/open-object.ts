import type { ByteSource, ObjectInfo } from '../contract.ts';
import { checked } from '../source/checked.ts';
import { readAhead } from '../source/read-ahead.ts';
import { type DownloadOptions, download } from './download.ts';

/** Four requests at a time keep a line busy on which one alone would wait for its answer. */
const AHEAD = { partBytes: 4 * 1024 * 1024, parts: 4 };

/** An object of a bucket as it is stored. */
export function openObject(object: ObjectInfo, options: DownloadOptions): ByteSource {
  const source: ByteSource = {
    bytes: object.bytes,
    chunks: ({ start = 0, end = object.bytes } = {}, { signal } = {}) =>
      download(object, { start, end }, { ...options, signal: eitherOf(options.signal, signal) }),
    close: () => {},
  };
  return checked(readAhead(source, AHEAD), object);
}

function eitherOf(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a === undefined || b === undefined ? (a ?? b) : AbortSignal.any([a, b]);
}
