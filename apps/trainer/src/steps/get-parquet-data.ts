import { type TripField, tripsIn } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import { readRowGroup } from '@taxifare/parquet';
import { openParquet, parquetColumns } from '@taxifare/trip-files/parquet';
import type { GetDataOptions, OnTrips, TripsEnd } from './get-data-options.ts';
import { BLOCKS_PER_SHARD, type Shard } from './shard.ts';

/** About as many rows as a block of a CSV file has. */
const BATCH_ROWS = 2500;

/** Step one of a Parquet file: reads the trips of a row group, of the wanted columns alone. */
export async function getParquetData(
  { startByte, endByte, rowGroup }: Shard & { readonly rowGroup: number },
  object: ObjectInfo,
  { store, signal, columns, maxRows = Number.POSITIVE_INFINITY }: GetDataOptions,
  onTrips: OnTrips,
): Promise<TripsEnd> {
  const block = rowGroup * BLOCKS_PER_SHARD;
  const parquet = await openParquet(object, { store, signal });
  let rows = 0;
  try {
    const wanted = parquetColumns(parquet, { ...columns, source: object.uri, purpose: 'training' });
    const holds: readonly TripField[] = wanted.holds;
    const batches = { rowGroup, columns: wanted.columns, batchRows: BATCH_ROWS };
    for await (const batch of readRowGroup(parquet.file, parquet.footer, batches)) {
      signal.throwIfAborted();
      const length = Math.min(batch.length, maxRows - rows);
      const trips = { length, columns: batch.columns.map((column) => column.subarray(0, length)) };
      if (length > 0) onTrips(tripsIn(trips, holds, columns?.distance?.unit), block);
      rows += length;
      if (rows >= maxRows) break;
    }
  } catch (error) {
    throw parquet.explain(error);
  } finally {
    parquet.close();
  }
  return { startByte, endByte, rows, lines: 0, malformed: 0, firstMalformedLine: undefined, crc32c: undefined };
}
