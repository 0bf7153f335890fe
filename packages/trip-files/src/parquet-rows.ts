import { type ColumnOptions, parseTripHeader, type TripHeader } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import { readRowGroup } from '@taxifare/parquet';
import { openParquet, parquetColumns } from './open-parquet.ts';
import { csvColumns, csvHeader, csvLine } from './parquet-csv.ts';
import type { TripHeaderRequest } from './read-head.ts';

/** A Parquet file's first rows as a CSV file, so that what is said of the one is said of the other. */
export interface ParquetRows {
  /** A header, then a line for each row. */
  readonly bytes: Uint8Array;
  /** Of these bytes. */
  readonly header: TripHeader;
  /** How the header is to be understood. */
  readonly columns: ColumnOptions;
  readonly rowGroups: number;
}

/** The first rows of a Parquet file, at most so many. */
export async function parquetRows(
  object: ObjectInfo,
  most: number,
  { columns: named, purpose, ...options }: TripHeaderRequest,
): Promise<ParquetRows> {
  const parquet = await openParquet(object, options);
  try {
    const { columns, holds, publisher } = parquetColumns(parquet, { ...named, purpose, source: object.uri });
    const lines = [csvHeader(holds)];
    for (let rowGroup = 0; rowGroup < parquet.footer.rowGroups.length && lines.length <= most; rowGroup++) {
      for await (const batch of readRowGroup(parquet.file, parquet.footer, { rowGroup, columns, batchRows: 1000 })) {
        for (let i = 0; i < batch.length && lines.length <= most; i++) {
          lines.push(csvLine(batch, i, lines.length - 1));
        }
        if (lines.length > most) break;
      }
    }
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const understood = csvColumns(named);
    const found = parseTripHeader(bytes, { ...understood, purpose, source: object.uri, isComplete: true });
    if (found === undefined) throw new RangeError('parquetRows: no header of its own lines');
    const notes = publisher === 'Kaggle' ? [] : [`columns are called as by ${publisher}`];
    const rowGroups = parquet.footer.rowGroups.length;
    return { bytes, header: { ...found, notes }, columns: understood, rowGroups };
  } catch (error) {
    throw parquet.explain(error);
  } finally {
    parquet.close();
  }
}
