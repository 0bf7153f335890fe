import { ColumnReader } from './column-reader.ts';
import type { ParquetColumn, ParquetFile, ParquetFooter } from './footer.ts';
import { type ColumnRooms, columnRooms, sharedRooms } from './room.ts';

/** Some rows as columns, in the order in which they were asked for; NaN for a null. */
export interface ParquetBatch {
  readonly length: number;
  readonly columns: readonly Float64Array[];
}

/** Room is used again, for one row group after the other: columns in their order are mostly alike. */
const spare: ColumnRooms[][] = [];

/**
 * The rows of a row group, so many at a time: batches are cut by the rows alone, whatever pages the file has. A batch is
 * good until the next. Holds of each column a page, packed and unpacked, and its dictionary.
 */
export async function* readRowGroup(
  file: ParquetFile,
  footer: ParquetFooter,
  {
    rowGroup,
    columns,
    batchRows,
  }: { readonly rowGroup: number; readonly columns: readonly ParquetColumn[]; readonly batchRows: number },
): AsyncGenerator<ParquetBatch> {
  const rows = Number(footer.rowGroups[rowGroup]?.num_rows ?? 0n);
  const rooms = roomsFor(columns.length);
  try {
    const readers = columns.map((column, i) => new ColumnReader(file, footer, { column, rowGroup, rooms: rooms[i]! }));
    const batch = columns.map(() => new Float64Array(batchRows));
    for (let done = 0; done < rows; done += batchRows) {
      const length = Math.min(batchRows, rows - done);
      for (const [i, reader] of readers.entries()) {
        for (let filled = 0; filled < length; ) {
          const taken = reader.take(batch[i]!, filled, length - filled);
          if (taken === 0) await reader.turn();
          filled += taken;
        }
      }
      yield { length, columns: batch.map((column) => column.subarray(0, length)) };
    }
  } finally {
    spare.push(rooms);
  }
}

function roomsFor(columns: number): ColumnRooms[] {
  const rooms = spare.pop() ?? [];
  const shared = rooms[0]?.shared ?? sharedRooms();
  while (rooms.length < columns) rooms.push(columnRooms(shared));
  return rooms;
}
