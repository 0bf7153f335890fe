import { type PageHeader, parquetRead } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import type { ParquetColumn, ParquetFile, ParquetFooter } from './footer.ts';
import { numberReaderOf } from './number-reader.ts';
import { ParquetError } from './parquet-error.ts';
import { COMPRESSORS, type PageContext, readDictionary, readPage } from './read-page.ts';

/** Bytes are asked for so many at a time, and a page's header is in so many. */
const READ_BYTES = 1024 * 1024;
const HEADER_BYTES = 16 * 1024;

/** A column's values in a row group, a page at a time; NaN for a null. */
export async function* columnValues(
  file: ParquetFile,
  footer: ParquetFooter,
  { column, rowGroup }: { readonly column: ParquetColumn; readonly rowGroup: number },
): AsyncGenerator<Float64Array> {
  const reader = numberReaderOf(column);
  const group = footer.rowGroups[rowGroup];
  const chunk = group?.columns[column.chunk ?? -1];
  const meta = chunk?.meta_data;
  if (group === undefined || meta === undefined || chunk?.file_path) {
    throw new ParquetError(`the column ${column.name} is not in the file itself; write it anew, in one file`);
  }
  let context: PageContext = {
    codec: meta.codec,
    isOptional: column.element.repetition_type === 'OPTIONAL',
    reader,
    dictionary: undefined,
  };
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const pages = new PageBytes(file, start, start + Number(meta.total_compressed_size));
  const rows = Number(group.num_rows);
  for (let done = 0; done < rows; ) {
    const page = await pages.next();
    if (page === undefined)
      throw new ParquetError(`the column ${column.name} ends after ${done} of ${rows} rows; copy the file again`);
    if (page.header.type === 'DICTIONARY_PAGE') {
      context = { ...context, dictionary: readDictionary(page.header, page.body, context) };
      continue;
    }
    const values = readPage(page.header, page.body, context);
    if (values === undefined) {
      yield await valuesByHyparquet(file, footer, column, { group: rowGroup, from: done });
      return;
    }
    done += values.length;
    yield values;
  }
}

/** The pages of a column chunk, read as they are asked for. */
class PageBytes {
  readonly #file: ParquetFile;
  readonly #end: number;
  #bytes: Uint8Array = new Uint8Array(0);
  /** The offset in the file of the first of `#bytes`, and of the next page. */
  #start: number;
  #next: number;

  constructor(file: ParquetFile, start: number, end: number) {
    this.#file = file;
    this.#end = Math.min(end, file.bytes);
    this.#start = start;
    this.#next = start;
  }

  async next(): Promise<{ readonly header: PageHeader; readonly body: Uint8Array } | undefined> {
    if (this.#next >= this.#end) return undefined;
    const { header, bytes } = await this.#header();
    this.#next += bytes;
    const body = await this.#take(header.compressed_page_size);
    if (body.length < header.compressed_page_size)
      throw new ParquetError('a page reaches beyond its column; copy the file again');
    this.#next += header.compressed_page_size;
    return { header, body };
  }

  async #header(): Promise<{ readonly header: PageHeader; readonly bytes: number }> {
    const head = await this.#take(HEADER_BYTES);
    const reader = { view: new DataView(head.buffer, head.byteOffset, head.byteLength), offset: 0 };
    try {
      return { header: parquetHeader(reader), bytes: reader.offset };
    } catch (cause) {
      throw new ParquetError("a page's header is damaged; copy the file again", { cause });
    }
  }

  /** The next bytes, as many as there are up to so many. */
  async #take(wanted: number): Promise<Uint8Array> {
    const end = Math.min(this.#next + wanted, this.#end);
    if (end > this.#start + this.#bytes.length) {
      const kept = this.#bytes.subarray(this.#next - this.#start);
      const from = this.#next + kept.length;
      const more = await this.#file.read(from, Math.min(Math.max(end, from + READ_BYTES), this.#end));
      const joined = new Uint8Array(kept.length + more.length);
      joined.set(kept);
      joined.set(more, kept.length);
      this.#bytes = joined;
      this.#start = this.#next;
    }
    return this.#bytes.subarray(this.#next - this.#start, end - this.#start);
  }
}

/** The rest of a column's values, however they are written: slower, and the whole row group at once. */
async function valuesByHyparquet(
  file: ParquetFile,
  { metadata, rowGroups }: ParquetFooter,
  { name }: ParquetColumn,
  { group, from }: { readonly group: number; readonly from: number },
): Promise<Float64Array> {
  const before = rowGroups.slice(0, group).reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
  const rows = Number(rowGroups[group]?.num_rows ?? 0n);
  const values = new Float64Array(rows).fill(Number.NaN);
  const slice = async (start: number, end = file.bytes) => Uint8Array.from(await file.read(start, end)).buffer;
  await parquetRead({
    file: { byteLength: file.bytes, slice },
    metadata,
    compressors: COMPRESSORS,
    columns: [name],
    rowStart: before,
    rowEnd: before + rows,
    onChunk: ({ columnData, rowStart }) => {
      for (let i = 0; i < columnData.length; i++) {
        const value: unknown = columnData[i];
        const at = rowStart - before + i;
        if (typeof value === 'number' || typeof value === 'bigint') values[at] = Number(value);
      }
    },
  });
  return values.subarray(from);
}
