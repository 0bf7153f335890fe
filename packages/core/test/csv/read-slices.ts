import type { CsvBatch, CsvEnd, CsvReader } from '../../src/csv/contract.ts';
import { createCsvReader } from '../../src/csv/create-csv-reader.ts';
import type { CsvHeader } from '../../src/csv/parse-header.ts';
import { DataError } from '../../src/data-error.ts';

export interface ReadOptions {
  /** Where the file is cut into slices; ascending, within the file. */
  readonly cuts?: readonly number[];
  readonly blockBytes?: number;
  readonly maxRecordBytes?: number;
  readonly readBytes?: number;
  /** Reads so many records, whatever their fate, and no more. */
  readonly maxRows?: number | undefined;
  /** The size of the next chunk of bytes; by default everything at once. */
  readonly chunk?: () => number;
}

/** What came of a file: every batch, copied, and the sums over its slices. */
export interface ReadFile {
  readonly batches: readonly { readonly block: number; readonly columns: readonly (readonly number[])[] }[];
  readonly rows: number;
  readonly lines: number;
  readonly malformed: number;
  readonly firstMalformedLine: number | undefined;
  readonly endByte: number;
  /** Slices that began inside a quoted field and were read again. */
  readonly rereads: number;
}

/** Reads a file slice by slice as a caller does: each slice has to begin where the one before it ends. */
export function readSlices(file: Uint8Array, header: CsvHeader, options: ReadOptions = {}): ReadFile {
  const { cuts = [], chunk = () => file.length, blockBytes, maxRecordBytes, readBytes } = options;
  const bounds = [0, ...cuts, file.length];
  const sum = { rows: 0, lines: 0, malformed: 0, rereads: 0, endByte: header.endByte };
  const batches: ReadFile['batches'][number][] = [];
  let firstMalformedLine: number | undefined;
  let reader: CsvReader | undefined;
  for (const [i, startByte] of bounds.slice(0, -1).entries()) {
    const maxRows = options.maxRows === undefined ? undefined : options.maxRows - sum.rows - sum.malformed;
    if (i > 0 && maxRows === 0) break;
    const slice = { source: 'f.csv', header, startByte, endByte: bounds[i + 1]!, from: 'newline' as const, maxRows };
    if (reader === undefined) reader = createCsvReader(slice, { blockBytes, maxRecordBytes, readBytes });
    else reader.reset(slice);
    let read = attempt(reader, file, chunk);
    if (read.end === undefined || read.end.startByte !== sum.endByte) {
      if (i === 0) throw read.error;
      sum.rereads += 1;
      reader.reset({ ...slice, startByte: sum.endByte, from: 'record' });
      read = attempt(reader, file, chunk);
    }
    if (read.end === undefined) throw read.error;
    if (read.end.firstMalformedLine !== undefined) firstMalformedLine ??= sum.lines + read.end.firstMalformedLine;
    batches.push(...read.batches);
    sum.rows += read.end.rows;
    sum.lines += read.end.lines;
    sum.malformed += read.end.malformed;
    sum.endByte = read.end.endByte;
  }
  return { ...sum, batches, firstMalformedLine };
}

interface Attempt {
  readonly batches: ReadFile['batches'];
  readonly end?: CsvEnd;
  readonly error?: unknown;
}

function attempt(reader: CsvReader, file: Uint8Array, chunk: () => number): Attempt {
  const batches: ReadFile['batches'][number][] = [];
  const take = (batch: CsvBatch): void => {
    batches.push({ block: batch.block, columns: batch.columns.map((column) => Array.from(column)) });
  };
  try {
    for (let at = reader.position; at < file.length && !reader.isDone; ) {
      const bytes = file.subarray(at, at + chunk());
      reader.push(bytes, take);
      at += bytes.length;
    }
    return { batches, end: reader.end(take) };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { batches, error };
  }
}
