import { type ColumnOptions, DataError, type Purpose, parseTripHeader } from '@taxifare/core';
import { type ObjectInfo, type ObjectStore, readBytes } from '@taxifare/gcs';

const HEADER_BYTES = 128 * 1024;
const PARQUET_MAGIC = 'PAR1';

export interface RefusalOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  readonly purpose: Purpose;
  /** Which column is which, as the trainer is told. */
  readonly columns?: ColumnOptions | undefined;
}

/**
 * Why the trainer would refuse an object, by its first bytes and by the trainer's own function; `undefined` if they are
 * those of a file of trips. A Parquet file is left to the trainer.
 */
export async function refusalOf(
  object: ObjectInfo,
  { store, signal, columns, purpose }: RefusalOptions,
): Promise<DataError | undefined> {
  if (object.bytes === 0) return undefined;
  const bytes = await readBytes(store, object, { start: 0, end: HEADER_BYTES }, { signal });
  if (String.fromCharCode(...bytes.subarray(0, PARQUET_MAGIC.length)) === PARQUET_MAGIC) return undefined;
  try {
    // Of a header that is longer than this, the trainer will say what there is to say.
    const isComplete = bytes.length < HEADER_BYTES;
    parseTripHeader(bytes, { ...columns, purpose, source: object.uri, isComplete });
    return undefined;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}
