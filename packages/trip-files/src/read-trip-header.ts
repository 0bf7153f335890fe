import { MAX_HEADER_BYTES, parseTripHeader, type TripHeader } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import { readHead, type TripHeaderRequest } from './read-head.ts';

const HEADER_BYTES = 64 * 1024;
/** How many of a Parquet file's rows are looked at. */
const FIRST_ROWS = 20;
const PARQUET_MAGIC = 'PAR1';

/** What an object's first bytes say: its header, of a Parquet file one that stands for its columns. */
export interface ReadHeader {
  readonly header: TripHeader;
  /** Of a Parquet file: how many of its row groups have rows. */
  readonly rowGroups?: number | undefined;
}

/** The header of an object, from its first bytes. */
export async function readTripHeader(object: ObjectInfo, request: TripHeaderRequest): Promise<ReadHeader> {
  const { columns, purpose, known: headerKnown, ...options } = request;
  const known = headerKnown?.(object);
  if (known !== undefined) return { header: known };
  for (let want = HEADER_BYTES; ; want *= 4) {
    const { bytes, isComplete } = await readHead(object, want, options);
    if (isParquet(bytes)) {
      // Read only where there is a Parquet file.
      const { parquetRows } = await import('./parquet-rows.ts');
      return await parquetRows(object, FIRST_ROWS, request);
    }
    const header = parseTripHeader(bytes, { ...columns, purpose, source: object.uri, isComplete });
    if (header !== undefined) return { header };
    if (isComplete || want > 4 * MAX_HEADER_BYTES) throw new RangeError('readTripHeader: no header and no error');
  }
}

/** Whether bytes begin a Parquet file. */
export function isParquet(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, PARQUET_MAGIC.length)) === PARQUET_MAGIC;
}
