import type { PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import type { ParquetFile } from './footer.ts';
import { ParquetError } from './parquet-error.ts';
import type { ColumnScratch, ScratchBuffer } from './scratch.ts';

/** The most bytes of a page's header. */
const HEADER_BYTES = 16 * 1024;
const DAMAGED = "a page's header is damaged; copy the file again";

/** A page as it is stored. */
export interface PackedPage {
  readonly header: PageHeader;
  /** Good until the next page. */
  readonly body: Uint8Array;
}

/** The pages of a column chunk, read as they are asked for. */
export class PageBytes {
  readonly #file: ParquetFile;
  readonly #scratch: ColumnScratch;
  readonly #end: number;
  /** What is read of the file and not used up; `#start` is the offset in the file of its first byte. */
  #bytes: Uint8Array = new Uint8Array(0);
  #start: number;
  #next: number;

  constructor(
    file: ParquetFile,
    { start, end }: { readonly start: number; readonly end: number },
    scratch: ColumnScratch,
  ) {
    this.#file = file;
    this.#scratch = scratch;
    this.#end = Math.min(end, file.bytes);
    this.#start = start;
    this.#next = start;
  }

  /** `undefined` after the last. */
  async next(): Promise<PackedPage | undefined> {
    if (this.#next >= this.#end) return undefined;
    const { header, bytes } = await this.#header();
    this.#next += bytes;
    const length = header.compressed_page_size;
    if (!(length >= 0)) throw new ParquetError(DAMAGED);
    const body = length > this.#file.readBytes ? await this.#takeLarge(length) : await this.#take(length);
    if (body.length < length) throw new ParquetError('a page reaches beyond its column; copy the file again');
    this.#next += length;
    return { header, body };
  }

  async #header(): Promise<{ readonly header: PageHeader; readonly bytes: number }> {
    const head = await this.#take(HEADER_BYTES);
    const reader = { view: new DataView(head.buffer, head.byteOffset, head.byteLength), offset: 0 };
    try {
      return { header: parquetHeader(reader), bytes: reader.offset };
    } catch (cause) {
      throw new ParquetError(DAMAGED, { cause });
    }
  }

  /** The next bytes, as many as there are up to so many, and some more read ahead. */
  async #take(wanted: number): Promise<Uint8Array> {
    const end = Math.min(this.#next + wanted, this.#end);
    if (end > this.#start + this.#bytes.length) {
      this.#bytes = await this.#read(Math.max(wanted, this.#file.readBytes), this.#scratch.packed);
      this.#start = this.#next;
    }
    return this.#bytes.subarray(this.#next - this.#start, end - this.#start);
  }

  /** The next bytes, without any of those after them. */
  async #takeLarge(wanted: number): Promise<Uint8Array> {
    return await this.#read(wanted, this.#scratch.shared.body);
  }

  async #read(wanted: number, scratch: ScratchBuffer): Promise<Uint8Array> {
    const length = Math.min(wanted, this.#end - this.#next);
    const kept = this.#bytes.subarray(this.#next - this.#start).subarray(0, length);
    const bytes = scratch.atLeast(length, kept);
    const more = await this.#file.read(this.#next + kept.length, bytes.subarray(kept.length, length));
    return bytes.subarray(0, kept.length + more);
  }
}
