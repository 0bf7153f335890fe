import type { CsvHeader } from './parse-header.ts';

/** Rows come in batches of one block each: the records whose preceding newline lies in it. */
export const BLOCK_BYTES: number = 256 * 1024;

/**
 * The part of a CSV file to read: the records whose preceding newline lies in [startByte, endByte). Offsets are the
 * file's (of a gzip file: of what it decompresses to). `endByte` may be Infinity.
 */
export interface CsvSlice {
  /** What to call the file in an error. */
  readonly source: string;
  readonly header: CsvHeader;
  readonly startByte: number;
  readonly endByte: number;
  /** What is at `startByte`: anything ('newline': the first record starts after the next newline), or a record. */
  readonly from: 'newline' | 'record';
  /** Ends the slice after so many records, whatever their fate. */
  readonly maxRows?: number | undefined;
}

export interface CsvReaderOptions {
  /** `BLOCK_BYTES` unless told. */
  readonly blockBytes?: number | undefined;
  /** A longer record is an error: 1 MiB unless told. */
  readonly maxRecordBytes?: number | undefined;
  /** How many bytes there is room for at a time: 256 KiB unless told, and at most. */
  readonly readBytes?: number | undefined;
}

/** The rows of one block as columns. The columns are views that the next call overwrites. */
export interface CsvBatch {
  /** The block's number in the file: it is at [block × BLOCK_BYTES, (block + 1) × BLOCK_BYTES). */
  readonly block: number;
  readonly length: number;
  /** One for each wanted column, each of `length` values; NaN where a field is blank or not a number. */
  readonly columns: readonly Float64Array[];
}

/** What a slice came to. */
export interface CsvEnd {
  /** The offset of its first record; the slice before must end here. */
  readonly startByte: number;
  /** One past its last record; the slice after must start here. */
  readonly endByte: number;
  readonly rows: number;
  /** Physical lines of its records; the slice that holds the file's first record counts the header's too. */
  readonly lines: number;
  /** Records with a wrong number of fields. */
  readonly malformed: number;
  /** The line of the first of them, 1 being the first of `lines`. */
  readonly firstMalformedLine: number | undefined;
}

/** Takes the bytes of a slice and gives its rows. Does no I/O and awaits nothing. */
export interface CsvReader {
  /** The offset in the file of the next byte that it wants. */
  readonly position: number;
  /** Whether the slice's last record has been read, so that no more bytes are wanted. */
  readonly isDone: boolean;
  /** Where to put the next bytes, at least one and at most as many as it holds; then say how many to `advance`. */
  readonly room: Uint8Array;
  advance(bytes: number, onBatch: (batch: CsvBatch) => void): void;
  /** Copies the next bytes, however many. */
  push(bytes: Uint8Array, onBatch: (batch: CsvBatch) => void): void;
  /** Ends the slice; if it is not done, here is where the file ends. */
  end(onBatch: (batch: CsvBatch) => void): CsvEnd;
  /** Begins another slice, reusing the memory. */
  reset(slice: CsvSlice): void;
}
