import { DataError } from '../data-error.ts';
import { foreignFormat } from './foreign-format.ts';
import { parseRecords } from './parse-records.ts';

/** The first record of a file: how many fields a record has, and which of them are wanted. */
export interface CsvHeader {
  /** Fields in a record; a record with another number of them is malformed. */
  readonly columns: number;
  /** What the fields are called, without the space around the names. */
  readonly names: readonly string[];
  /** The index of each wanted column, in the order in which they were asked for. */
  readonly positions: readonly number[];
  /** The offset at which the records start: one past the newline that ends the header. */
  readonly endByte: number;
  /** Physical lines before that offset. */
  readonly lines: number;
}

export interface HeaderOptions {
  /** The names of the wanted columns; matched without regard to case or to the space around them. */
  readonly columns: readonly string[];
  /** What to call the file in an error. */
  readonly source: string;
  /** Whether `bytes` is the whole file. */
  readonly isComplete: boolean;
}

/** A header is looked for in so many bytes. */
export const MAX_HEADER_BYTES: number = 1024 * 1024;

const BOM = [0xef, 0xbb, 0xbf];
const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const COMMA = 44;

/**
 * The header of the CSV file that begins with `bytes`, or undefined if its end is not among them yet. Throws a
 * `DataError` if the file is empty, is not CSV, or lacks (or repeats) a wanted column.
 */
export function parseHeader(bytes: Uint8Array, options: HeaderOptions): CsvHeader | undefined {
  const { source, isComplete } = options;
  const format = foreignFormat(bytes);
  if (format !== undefined) {
    throw new DataError(`${source}: not a CSV file, it looks like ${format}; give a comma-separated UTF-8 text`, {
      source,
      byte: 0,
    });
  }
  let start = BOM.every((byte, i) => bytes[i] === byte) ? BOM.length : 0;
  let lines = 0;
  for (;;) {
    if (bytes[start] === NEWLINE) start += 1;
    else if (bytes[start] === RETURN && bytes[start + 1] === NEWLINE) start += 2;
    else break;
    lines += 1;
  }
  const end = recordEnd(bytes, start);
  if (end === undefined && !isComplete) {
    if (bytes.length < MAX_HEADER_BYTES) return undefined;
    throw new DataError(
      `${source}: line ${lines + 1}: no end of the header in the first ${bytes.length} bytes; is this a CSV file?`,
      { source, line: lines + 1, byte: start },
    );
  }
  const endByte = end ?? bytes.length;
  if (start === endByte) throw new DataError(`${source}: the file is empty; give a CSV file with a header`, { source });
  const record = bytes.subarray(start, endByte);
  const newlines = record.reduce((count, byte) => count + Number(byte === NEWLINE), 0);
  const names = namesIn(record, { source, line: lines + 1, byte: start });
  return {
    columns: names.length,
    names,
    positions: positionsOf(options.columns, names, { source, line: lines + 1, byte: start }),
    endByte,
    lines: lines + newlines + (end === undefined ? 1 : 0),
  };
}

interface Place {
  readonly source: string;
  readonly line: number;
  readonly byte: number;
}

/** One past the newline that ends the record at `start`; undefined if it does not end. */
function recordEnd(bytes: Uint8Array, start: number): number | undefined {
  let isQuoted = false;
  let fieldStart = start;
  for (let i = start; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (isQuoted) {
      if (byte !== QUOTE) continue;
      if (bytes[i + 1] === QUOTE) i += 1;
      else isQuoted = false;
    } else if (byte === QUOTE) isQuoted = i === fieldStart;
    else if (byte === COMMA) fieldStart = i + 1;
    else if (byte === NEWLINE) return i + 1;
  }
  return undefined;
}

function namesIn(record: Uint8Array, place: Place): string[] {
  try {
    return (parseRecords(record)[0] ?? []).map((name) => name.trim());
  } catch (cause) {
    throw new DataError(
      `${place.source}: line ${place.line}: a quote in the header is never closed; close it or remove it`,
      { ...place, cause },
    );
  }
}

function positionsOf(wanted: readonly string[], names: readonly string[], place: Place): number[] {
  const found = names.map((name) => name.toLowerCase());
  const positionOf = (name: string): number => found.indexOf(name.trim().toLowerCase());
  const where = `${place.source}: line ${place.line}`;
  const missing = wanted.filter((name) => positionOf(name) === -1);
  if (missing.length > 0) {
    throw new DataError(
      `${where}: the header lacks ${missing.join(', ')}, got ${listed(names)}; name the columns in the first line`,
      place,
    );
  }
  const repeated = wanted.filter((name) => found.lastIndexOf(name.trim().toLowerCase()) !== positionOf(name));
  if (repeated.length > 0) {
    throw new DataError(`${where}: the header has ${repeated.join(', ')} more than once; keep one of them`, place);
  }
  return wanted.map(positionOf);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  const text = shown.join(', ').replace(/\p{Cc}/gu, '?');
  return names.length > shown.length ? `${text} and ${names.length - shown.length} more` : text;
}
