import { ColumnReader } from './column-reader.ts';
import type { ParquetColumn, ParquetFile, ParquetFooter } from './footer.ts';
import { type ColumnScratch, columnScratch, sharedScratch } from './scratch.ts';

/** Some rows as columns, in the order in which they were asked for; NaN for a null. */
export interface ParquetBatch {
  readonly length: number;
  readonly columns: readonly Float64Array[];
}

/** Buffers that no row group uses now; the next one takes them, as its columns in their order are mostly alike. */
const spare: ColumnScratch[][] = [];

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
  const scratch = scratchFor(columns.length);
  try {
    const readers = columns.map(
      (column, i) => new ColumnReader(file, footer, { column, rowGroup, scratch: scratch[i]! }),
    );
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
    spare.push(scratch);
  }
}

function scratchFor(columns: number): ColumnScratch[] {
  const scratch = spare.pop() ?? [];
  const shared = scratch[0]?.shared ?? sharedScratch();
  while (scratch.length < columns) scratch.push(columnScratch(shared));
  return scratch;
}
