import type { ColumnOptions, TripField } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import { type ParquetBatch, readRowGroup } from '@taxifare/parquet';
import { openParquet, parquetColumns } from './open-parquet.ts';
import type { TripHeaderRequest } from './read-head.ts';

const BATCH_ROWS = 8192;

/** The wanted columns of a Parquet file as a CSV file, in chunks. */
export async function* parquetCsv(
  object: ObjectInfo,
  { columns: named, purpose, ...options }: TripHeaderRequest,
): AsyncGenerator<Uint8Array> {
  const parquet = await openParquet(object, options);
  const { file, footer } = parquet;
  try {
    const { columns, holds } = parquetColumns(parquet, { ...named, purpose, source: object.uri });
    yield Buffer.from(`${csvHeader(holds)}\n`);
    let rows = 0;
    for (let rowGroup = 0; rowGroup < footer.rowGroups.length; rowGroup++) {
      for await (const batch of readRowGroup(file, footer, { rowGroup, columns, batchRows: BATCH_ROWS })) {
        const lines = Array.from({ length: batch.length }, (_, i) => csvLine(batch, i, rows + i));
        rows += batch.length;
        yield Buffer.from(`${lines.join('\n')}\n`);
      }
    }
  } catch (error) {
    throw parquet.explain(error);
  } finally {
    parquet.close();
  }
}

/** The header of such a file. Rows are numbered, lest one of nulls be a blank line. */
export function csvHeader(holds: readonly TripField[]): string {
  return ['row', ...holds].join(',');
}

/** The line of a batch's row `i`, which is row `row` of the file: empty fields for nulls. */
export function csvLine({ columns }: ParquetBatch, i: number, row: number): string {
  return [row, ...columns.map((column) => (Number.isNaN(column[i]) ? '' : column[i]))].join(',');
}

/** How the header of such a file is to be understood. */
export function csvColumns({ distance }: ColumnOptions = {}): ColumnOptions {
  return { distance: distance && { ...distance, column: 'trip_distance' } };
}
