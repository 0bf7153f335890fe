import { type ColumnOptions, MAX_HEADER_BYTES, type Purpose, parseTripHeader, type TripHeader } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import { knownHeader } from '../steps/get-data.ts';
import { type HeadOptions, readHead } from './read-head.ts';

const HEADER_BYTES = 64 * 1024;

export interface TripHeaderRequest extends HeadOptions {
  readonly columns?: ColumnOptions | undefined;
  readonly purpose: Purpose;
}

/** The header of an object, from its first bytes. */
export async function readTripHeader(
  object: ObjectInfo,
  { columns, purpose, ...options }: TripHeaderRequest,
): Promise<TripHeader> {
  const known = purpose === 'training' ? knownHeader(object) : undefined;
  if (known !== undefined) return known;
  for (let want = HEADER_BYTES; ; want *= 4) {
    const { bytes, isComplete } = await readHead(object, want, options);
    const header = parseTripHeader(bytes, { ...columns, purpose, source: object.uri, isComplete });
    if (header !== undefined) return header;
    if (isComplete || want > 4 * MAX_HEADER_BYTES) throw new RangeError('readTripHeader: no header and no error');
  }
}
