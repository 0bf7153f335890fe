import type { IncomingHttpHeaders } from 'node:http';
import { storageApiError } from '../http/api-error.ts';

/** Half-open. */
export interface ServedRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of `size` bytes that a Range header asks for (RFC 9110, 14.1.2); `undefined` for the whole: no header, or one
 * that is to be taken no notice of. Throws 416 for a range that there is nothing of.
 */
export function rangeIn(headers: IncomingHttpHeaders, size: number): ServedRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  if (start < end) return { start, end };
  throw storageApiError(416, 'requestedRangeNotSatisfiable', `Request range not satisfiable: ${headers.range}`, {
    headers: { 'content-range': `bytes */${size}` },
  });
}
