import { storageApiError } from '../../http/api-error.ts';

/** What a piece of a resumable upload says of itself. */
export interface UploadRange {
  /** `undefined`: no bytes, a question about the state. */
  readonly start: number | undefined;
  /** Of the whole upload; `undefined` while the sender does not know. */
  readonly total: number | undefined;
  /** The body ends where the upload ends, however long it is. */
  readonly isOpenEnded: boolean;
}

// `bytes 0-262143/*`, `bytes 262144-262150/262151`, `bytes 5-*/7`, `bytes */7`; a comment of the other kind would end in them.
/** Reads the Content-Range of a piece; 400 for anything else. */
export function contentRangeOf(header: string | undefined, contentLength: string | undefined): UploadRange {
  if (header === undefined) {
    return { start: 0, total: contentLength === undefined ? undefined : Number(contentLength), isOpenEnded: true };
  }
  const [, range, total] = /^bytes (\*|\d+-(?:\d+|\*))\/(\*|\d+)$/.exec(header) ?? [];
  if (range === undefined || total === undefined)
    throw storageApiError(400, 'invalid', `Invalid Content-Range: '${header}'`);
  const [start = '', last = ''] = range.split('-');
  const isBackwards = /^\d+$/.test(last) && Number(last) < Number(start);
  const isBeyond = total !== '*' && /^\d+$/.test(last) && Number(last) >= Number(total);
  if (isBackwards || isBeyond) throw storageApiError(400, 'invalid', `Invalid Content-Range: '${header}'`);
  return {
    start: range === '*' ? undefined : Number(start),
    total: total === '*' ? undefined : Number(total),
    // `0-*/*`: whatever the body holds is all of it.
    isOpenEnded: range.endsWith('-*') && total === '*',
  };
}
