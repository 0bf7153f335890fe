import type { Separator } from '../../src/csv/first-record.ts';
import { type CsvHeader, parseHeader } from '../../src/csv/parse-header.ts';
import { DataError } from '../../src/data-error.ts';
import { type ReadFile, type ReadOptions, readSlices } from './read-slices.ts';
import { type TwinRecord, twinNumber, twinRecords } from './twin.ts';

/** What came of a comparison: how many records the twin found, and what differs, as one sentence. */
export interface Comparison {
  /** Undefined if a quote is never closed: both have to say so. */
  readonly records: number | undefined;
  readonly difference: string | undefined;
}

export interface CompareOptions extends ReadOptions {
  readonly separator?: Separator;
}

/** What differs between the reader and the twin on a file; undefined if nothing does. */
export function difference(file: Uint8Array, columns: readonly string[], options?: CompareOptions): string | undefined {
  return compare(file, columns, options).difference;
}

/**
 * Compares the reader with the twin on a file. Batches are compared too: block by block, the rows whose preceding
 * newline lies in it.
 */
export function compare(file: Uint8Array, columns: readonly string[], options: CompareOptions = {}): Comparison {
  const { separator = ',' } = options;
  const header = parseHeader(file, { columns, separator, source: 'f.csv', isComplete: true });
  if (header === undefined) return { records: undefined, difference: 'no header' };
  const records = twinRecords(file, separator)?.slice(0, options.maxRows);
  let read: ReadFile;
  try {
    read = readSlices(file, header, options);
  } catch (error) {
    const isRefused = records === undefined && error instanceof DataError;
    return {
      records: records?.length,
      difference: isRefused ? undefined : `the reader throws, the twin does not: ${error}`,
    };
  }
  return { records: records?.length, difference: differenceOf(read, records, header, file, options) };
}

function differenceOf(
  read: ReadFile,
  records: readonly TwinRecord[] | undefined,
  header: CsvHeader,
  file: Uint8Array,
  options: ReadOptions,
): string | undefined {
  const { maxRows, blockBytes = 256 * 1024 } = options;
  if (records === undefined) {
    // The first rows may well lie before the quote, where only the reader can stop.
    return maxRows === undefined ? 'the twin finds a quote that is never closed, the reader does not' : undefined;
  }
  const isWellFormed = ({ fields }: TwinRecord) =>
    fields.length >= header.fields && fields.slice(header.fields).every((field) => field === '');
  const wellFormed = records.filter(isWellFormed);
  const malformed = records.filter((record) => !isWellFormed(record));
  const firstMalformedLine = malformed[0] === undefined ? undefined : malformed[0].linesBefore + 1;
  return (
    unlike('rows', read.rows, wellFormed.length) ??
    unlike('malformed', read.malformed, malformed.length) ??
    unlike('firstMalformedLine', read.firstMalformedLine, firstMalformedLine) ??
    (maxRows === undefined ? differentEnd(read, file) : undefined) ??
    differentRows(read, wellFormed, header, blockBytes)
  );
}

function differentEnd(read: ReadFile, file: Uint8Array): string | undefined {
  const newlines = file.reduce((count, byte) => count + Number(byte === 10), 0);
  const lines = newlines + Number(file.length > 0 && file[file.length - 1] !== 10);
  return unlike('lines', read.lines, lines) ?? unlike('endByte', read.endByte, file.length);
}

function unlike(what: string, got: unknown, expected: unknown): string | undefined {
  return Object.is(got, expected) ? undefined : `${what}: got ${got}, expected ${expected}`;
}

function differentRows(
  read: ReadFile,
  records: readonly TwinRecord[],
  header: CsvHeader,
  blockBytes: number,
): string | undefined {
  let at = 0;
  for (const { block, columns } of read.batches) {
    for (let row = 0; row < columns[0]!.length; row += 1, at += 1) {
      const record = records[at]!;
      if (Math.floor((record.start - 1) / blockBytes) !== block) return `row ${at} is in block ${block}`;
      for (const [i, position] of header.positions.entries()) {
        const field = record.fields[position]!;
        const value = columns[i]![row];
        if (!Object.is(value, twinNumber(field, header.separator)))
          return `row ${at}, ${JSON.stringify(field)}: got ${value}`;
      }
    }
  }
  return unlike('rows in batches', at, records.length);
}
