import { columnValues } from './column-values.ts';
import type { ParquetColumn, ParquetFile, ParquetFooter } from './footer.ts';

/** Some rows as columns, in the order in which they were asked for; NaN for a null. */
export interface ParquetBatch {
  readonly length: number;
  readonly columns: readonly Float64Array[];
}

/**
 * The rows of a row group, so many at a time: batches are cut by the rows alone, whatever pages the file has. A batch is
 * good until the next. Holds no more than a page and a piece of each column.
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
  const cursors = columns.map((column) => new Cursor(columnValues(file, footer, { column, rowGroup })));
  const buffers = columns.map(() => new Float64Array(batchRows));
  for (let done = 0; done < rows; done += batchRows) {
    const length = Math.min(batchRows, rows - done);
    for (const [i, cursor] of cursors.entries()) {
      for (let filled = 0; filled < length; ) {
        const values = cursor.take(length - filled) ?? (await cursor.more());
        buffers[i]!.set(values, filled);
        filled += values.length;
      }
    }
    yield { length, columns: buffers.map((buffer) => buffer.subarray(0, length)) };
  }
}

/** A column's values, taken in other pieces than its pages. */
class Cursor {
  readonly #pages: AsyncGenerator<Float64Array>;
  #page: Float64Array = new Float64Array(0);
  #at = 0;

  constructor(pages: AsyncGenerator<Float64Array>) {
    this.#pages = pages;
  }

  /** The next values of the page, at most so many; `undefined` if it has none left. */
  take(most: number): Float64Array | undefined {
    if (this.#at === this.#page.length) return undefined;
    const values = this.#page.subarray(this.#at, this.#at + most);
    this.#at += values.length;
    return values;
  }

  /** Fetches the next page; answers no values. */
  async more(): Promise<Float64Array> {
    const { value, done } = await this.#pages.next();
    if (done === true) throw new RangeError('readRowGroup: a column ends before its rows');
    this.#page = value;
    this.#at = 0;
    return new Float64Array(0);
  }
}
