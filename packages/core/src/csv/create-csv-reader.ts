import { DataError } from '../data-error.ts';
import { type CsvKernel, createCsvKernel } from '../kernels/csv-kernel.ts';
import {
  BLOCK_BYTES,
  type CsvBatch,
  type CsvEnd,
  type CsvReader,
  type CsvReaderOptions,
  type CsvSlice,
} from './contract.ts';
import { fillOddRows } from './fill-odd-rows.ts';
import { InputWindow, READ_BYTES } from './input-window.ts';

const MAX_RECORD_BYTES = 1024 * 1024;
const NEWLINE = 10;

type OnBatch = (batch: CsvBatch) => void;

/**
 * A reader of one slice. Batches depend on the file and the slice alone, never on how the bytes arrive.
 *
 * A slice that starts 'newline' takes the next newline for the end of a record. Inside a quoted field it is not: then
 * the slice's start is not the end of the slice before, and what it gave (a `DataError` even) means nothing. Read it
 * again from that end, as a 'record'.
 */
export function createCsvReader(slice: CsvSlice, options: CsvReaderOptions = {}): CsvReader {
  return new SliceReader(slice, options);
}

class SliceReader implements CsvReader {
  readonly #blockBytes: number;
  readonly #maxRecordBytes: number;
  readonly #readBytes: number;
  #slice: CsvSlice;
  #kernel: CsvKernel;
  #window: InputWindow;
  /** Where the next record starts; undefined while the newline before the first is being looked for. */
  #record: number | undefined;
  /** How far that newline has been looked for. */
  #sought = 0;
  #isDone = false;
  #block = 0;
  #startByte = 0;
  #rows = 0;
  #lines = 0;
  #malformed = 0;
  #firstMalformedLine: number | undefined;

  constructor(slice: CsvSlice, options: CsvReaderOptions) {
    this.#blockBytes = options.blockBytes ?? BLOCK_BYTES;
    this.#maxRecordBytes = options.maxRecordBytes ?? MAX_RECORD_BYTES;
    this.#readBytes = Math.min(options.readBytes ?? READ_BYTES, READ_BYTES);
    this.#slice = slice;
    this.#kernel = this.#kernelFor(slice);
    this.#window = new InputWindow(this.#kernel.memory, this.#kernel.windowStart, this.#readBytes);
    this.#begin();
  }

  reset(slice: CsvSlice): void {
    const { fields, separator, positions } = this.#slice.header;
    const next = slice.header;
    const isSameShape =
      fields === next.fields && separator === next.separator && `${positions}` === `${next.positions}`;
    this.#slice = slice;
    if (!isSameShape) {
      this.#kernel = this.#kernelFor(slice);
      this.#window = new InputWindow(this.#kernel.memory, this.#kernel.windowStart, this.#readBytes);
    }
    this.#begin();
  }

  get position(): number {
    return this.#window.position;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  get room(): Uint8Array {
    return this.#window.room(this.#slice.endByte);
  }

  advance(bytes: number, onBatch: OnBatch): void {
    const room = this.room.length;
    if (!(bytes >= 0 && bytes <= room)) throw new RangeError(`advance: there is room for ${room} bytes, got ${bytes}`);
    if (this.#isDone) return;
    this.#window.advance(bytes);
    if (bytes < room) return;
    this.#read(onBatch, false);
    this.#window.keepFrom(this.#record ?? this.#sought);
  }

  push(bytes: Uint8Array, onBatch: OnBatch): void {
    for (let at = 0; at < bytes.length && !this.#isDone; ) {
      const room = this.room;
      const part = bytes.subarray(at, at + room.length);
      room.set(part);
      this.advance(part.length, onBatch);
      at += part.length;
    }
  }

  end(onBatch: OnBatch): CsvEnd {
    if (!this.#isDone) this.#read(onBatch, true);
    this.#isDone = true;
    this.#emit(onBatch);
    return {
      startByte: this.#startByte,
      endByte: this.#record ?? this.#startByte,
      rows: this.#rows,
      lines: this.#lines,
      malformed: this.#malformed,
      firstMalformedLine: this.#firstMalformedLine,
    };
  }

  #kernelFor(slice: CsvSlice): CsvKernel {
    return createCsvKernel({
      fields: slice.header.fields,
      separator: slice.header.separator,
      positions: slice.header.positions,
      blockBytes: this.#blockBytes,
      maxRecordBytes: this.#maxRecordBytes,
    });
  }

  #begin(): void {
    const { header, startByte, from } = this.#slice;
    const start = Math.max(startByte, header.endByte);
    this.#window.begin(start);
    this.#kernel.clear();
    this.#sought = start;
    this.#record = undefined;
    this.#isDone = false;
    this.#startByte = 0;
    this.#rows = 0;
    this.#lines = 0;
    this.#malformed = 0;
    this.#firstMalformedLine = undefined;
    // The first record of the file has no newline before it where there is no header.
    if (from === 'record' || startByte < header.endByte || startByte === 0) this.#startAt(start);
  }

  #startAt(byte: number): void {
    this.#record = byte;
    this.#startByte = byte;
    this.#block = Math.max(0, Math.floor((byte - 1) / this.#blockBytes));
    this.#isDone = byte - 1 >= this.#slice.endByte || this.#slice.maxRows === 0;
    this.#lines = this.#isFirst && !this.#isDone ? this.#slice.header.lines : 0;
  }

  get #isFirst(): boolean {
    return this.#startByte === this.#slice.header.endByte;
  }

  #read(onBatch: OnBatch, isLast: boolean): void {
    if (this.#record === undefined) this.#seek(isLast);
    if (this.#slice.maxRows !== undefined) this.#readSome(this.#slice.maxRows, onBatch, isLast);
    while (this.#record !== undefined && !this.#isDone) {
      const { endByte } = this.#slice;
      const blockEnd = (this.#block + 1) * this.#blockBytes;
      const next = this.#parse(this.#record, Math.min(blockEnd, endByte), isLast);
      this.#record = next;
      this.#isDone = next - 1 >= endByte;
      if (!this.#isDone && next - 1 < blockEnd) {
        this.#refuseUnfinished(next, isLast);
        return;
      }
      this.#emit(onBatch);
      this.#block = Math.floor((next - 1) / this.#blockBytes);
    }
  }

  /** A record at a time, up to so many. */
  #readSome(maxRows: number, onBatch: OnBatch, isLast: boolean): void {
    while (this.#record !== undefined && !this.#isDone) {
      const next = this.#parse(this.#record, this.#record, isLast);
      if (next === this.#record) break;
      this.#record = next;
      const records = this.#rows + this.#kernel.rows + this.#malformed;
      this.#isDone = next - 1 >= this.#slice.endByte || records >= maxRows;
      const block = Math.floor((next - 1) / this.#blockBytes);
      if (this.#isDone || block > this.#block) this.#emit(onBatch);
      this.#block = block;
    }
  }

  /** Looks for the newline before the first record. */
  #seek(isLast: boolean): void {
    const { position } = this.#window;
    const at = this.#window.bytes(this.#sought, position).indexOf(NEWLINE);
    if (at >= 0) this.#startAt(this.#sought + at + 1);
    else if (isLast) this.#startAt(position);
    else if (position - this.#slice.startByte > this.#maxRecordBytes) this.#refuseLong(this.#slice.startByte);
    this.#sought = position;
  }

  /** Reads the records from `record` on that start at or before `limit` and have come to their ends. */
  #parse(record: number, limit: number, isLast: boolean): number {
    const kernel = this.#kernel;
    const window = this.#window;
    const to = window.addressOf(window.position);
    const next = kernel.parse(window.addressOf(record), to, Math.min(window.addressOf(limit), to), isLast);
    fillOddRows(kernel, this.#slice.header);
    if (kernel.malformed > 0) this.#firstMalformedLine ??= this.#lines + kernel.malformedLine + 1;
    this.#malformed += kernel.malformed;
    this.#lines += kernel.lines;
    if (kernel.isTooLong) this.#refuseLong(window.offsetOf(next));
    return window.offsetOf(next);
  }

  #emit(onBatch: OnBatch): void {
    const length = this.#kernel.rows;
    if (length === 0) return;
    this.#rows += length;
    this.#kernel.clear();
    onBatch({ block: this.#block, length, columns: this.#kernel.columns.map((column) => column.subarray(0, length)) });
  }

  /** Throws if the record at `start`, whose end has not come, is too long or can have none. */
  #refuseUnfinished(start: number, isLast: boolean): void {
    if (this.#window.position - start > this.#maxRecordBytes) this.#refuseLong(start);
    const { openQuote } = this.#kernel;
    if (!isLast || openQuote === 0) return;
    this.#refuse(
      start,
      this.#window.offsetOf(openQuote),
      'a quote opens here and is never closed; close it or remove it',
    );
  }

  #refuseLong(start: number): never {
    const what = `the record is longer than ${this.#maxRecordBytes} bytes; is this a CSV file, with every quote closed?`;
    return this.#refuse(start, start, what);
  }

  /** Throws what is wrong with a byte of the record at `start`. The line is known only if the file was read so far. */
  #refuse(start: number, byte: number, what: string): never {
    const { source } = this.#slice;
    const before = this.#window.bytes(start, byte);
    const line = this.#isFirst
      ? this.#lines + 1 + before.reduce((count, each) => count + Number(each === NEWLINE), 0)
      : undefined;
    const place = line === undefined ? `byte ${byte}` : `line ${line}, byte ${byte}`;
    throw new DataError(`${source}: ${place}: ${what}`, { source, line, byte });
  }
}
