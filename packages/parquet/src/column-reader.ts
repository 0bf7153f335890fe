import type { ParquetColumn, ParquetFile, ParquetFooter } from './footer.ts';
import { numberReaderOf } from './number-reader.ts';
import { openPage, type Page, type PageContext, readDictionary } from './open-page.ts';
import { PageBytes } from './page-bytes.ts';
import { ParquetError } from './parquet-error.ts';
import type { ColumnScratch } from './scratch.ts';
import { isRead } from './unpack-page.ts';

/** A column's values in a row group, so many at a time; NaN for a null. Holds a page, and a dictionary. */
export class ColumnReader {
  readonly #name: string;
  readonly #pages: PageBytes;
  readonly #mostBytes: number;
  #context: PageContext;
  #page: Page | undefined;
  #left = 0;

  constructor(
    file: ParquetFile,
    footer: ParquetFooter,
    {
      column,
      rowGroup,
      scratch,
    }: { readonly column: ParquetColumn; readonly rowGroup: number; scratch: ColumnScratch },
  ) {
    const { reader, meta } = readableColumn(footer, column, rowGroup);
    this.#name = column.name;
    this.#context = {
      codec: meta.codec,
      isOptional: column.element.repetition_type === 'OPTIONAL',
      reader,
      dictionary: undefined,
      scratch,
    };
    this.#mostBytes = Number(meta.total_uncompressed_size);
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const end = start + Number(meta.total_compressed_size);
    this.#pages = new PageBytes(file, { start, end }, scratch);
  }

  /** The next values of the page, to `[start, …)` of `into`, at most so many; answers how many: 0 at the page's end. */
  take(into: Float64Array, start: number, most: number): number {
    const count = Math.min(most, this.#left);
    if (count > 0) damaged(() => this.#page?.read(into, start, count));
    this.#left -= count;
    return count;
  }

  /** Goes on to the next page. */
  async turn(): Promise<void> {
    const page = await this.#pages.next();
    if (page === undefined) throw new ParquetError(`the column ${this.#name} ends too early; copy the file again`);
    if (page.header.uncompressed_page_size > this.#mostBytes) throw new ParquetError(DAMAGED);
    if (page.header.type === 'DICTIONARY_PAGE') {
      this.#context = { ...this.#context, dictionary: damaged(() => readDictionary(page, this.#context)) };
      return;
    }
    this.#page = damaged(() => openPage(page, this.#context));
    if (!(this.#page.count >= 0)) throw new ParquetError(DAMAGED);
    this.#left = this.#page.count;
  }
}

/** How a column can be read in a row group. Throws `ParquetError` where it cannot. */
function readableColumn(footer: ParquetFooter, column: ParquetColumn, rowGroup: number) {
  const reader = numberReaderOf(column);
  const chunk = footer.rowGroups[rowGroup]?.columns[column.chunk ?? -1];
  const meta = chunk?.meta_data;
  if (meta === undefined || chunk?.file_path) {
    throw new ParquetError(`the column ${column.name} is not in the file itself; write it anew, in one file`);
  }
  if (meta.num_values !== footer.rowGroups[rowGroup]?.num_rows) {
    throw new ParquetError(`the column ${column.name} has more or fewer values than rows; copy the file again`);
  }
  if (!isRead(meta.codec)) {
    throw new ParquetError(
      `the column ${column.name} is compressed by ${meta.codec}; write it with snappy, gzip or zstd`,
    );
  }
  return { reader, meta };
}

/** Throws `ParquetError` for what the footer says of a column that cannot be read. */
export function refuseColumn(footer: ParquetFooter, column: ParquetColumn): void {
  for (const rowGroup of footer.rowGroups.keys()) readableColumn(footer, column, rowGroup);
}

const DAMAGED = 'a page is damaged; copy the file again';

/** Reads from a page; what does not fit into it is an error of the file. */
function damaged<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof RangeError) throw new ParquetError(DAMAGED, { cause });
    throw cause;
  }
}
