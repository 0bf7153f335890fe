import { DataError } from '../data-error.ts';
import { parseRecords } from './parse-records.ts';

export const SEPARATORS = [',', ';', '\t', '|'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** A header is looked for in so many bytes. */
export const MAX_HEADER_BYTES: number = 1024 * 1024;

const BOM = [0xef, 0xbb, 0xbf];
const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;

/** What a CSV file has before its first record: a byte order mark, empty lines, Excel's `sep=;`. */
export interface Preamble {
  /** Where the first record starts. */
  readonly endByte: number;
  /** Physical lines before it. */
  readonly lines: number;
  /** The separator that the file names itself. */
  readonly separator: Separator | undefined;
}

export function preambleOf(bytes: Uint8Array): Preamble {
  const start = BOM.every((byte, i) => bytes[i] === byte) ? BOM.length : 0;
  const first = String.fromCharCode(...bytes.subarray(start, start + 16));
  const named = /^"?sep=([,;\t|])"?\r?\n/i.exec(first);
  let endByte = start + (named?.[0].length ?? 0);
  let lines = named === null ? 0 : 1;
  for (;;) {
    if (bytes[endByte] === NEWLINE) endByte += 1;
    else if (bytes[endByte] === RETURN && bytes[endByte + 1] === NEWLINE) endByte += 2;
    else break;
    lines += 1;
  }
  return { endByte, lines, separator: SEPARATORS.find((separator) => separator === named?.[1]) };
}

/** Where in a file something is wrong. */
export interface FilePlace {
  readonly source: string;
  readonly line: number;
  readonly byte: number;
}

/** The first record of a CSV file. */
export interface FirstRecord {
  readonly fields: readonly string[];
  readonly place: FilePlace;
  /** One past the newline that ends it. */
  readonly endByte: number;
  /** Physical lines before that. */
  readonly lines: number;
}

export interface FirstRecordOptions {
  /** What to call the file in an error. */
  readonly source: string;
  /** Whether `bytes` is the whole file. */
  readonly isComplete: boolean;
  readonly separator: Separator;
}

/**
 * The record after the preamble, or undefined if its end is not among the bytes yet. Throws a `DataError` if there is
 * none, or if it has no end that can be found.
 */
export function firstRecord(
  bytes: Uint8Array,
  { endByte: start, lines }: Preamble,
  { source, isComplete, separator }: FirstRecordOptions,
): FirstRecord | undefined {
  const place = { source, line: lines + 1, byte: start };
  const end = recordEnd(bytes, start, separator.charCodeAt(0));
  if (end === undefined && !isComplete) {
    if (bytes.length < MAX_HEADER_BYTES) return undefined;
    const what = `no end of the header in the first ${bytes.length} bytes; is this a CSV file?`;
    throw new DataError(`${source}: line ${place.line}: ${what}`, place);
  }
  const endByte = end ?? bytes.length;
  if (start === endByte) throw new DataError(`${source}: the file is empty; give a CSV file with a header`, { source });
  const record = bytes.subarray(start, endByte);
  if (record.every((byte) => byte === 32 || byte === 9 || byte === NEWLINE || byte === RETURN)) {
    const what = 'blank, where the header should be; remove the line';
    throw new DataError(`${source}: line ${place.line}: ${what}`, place);
  }
  const newlines = record.reduce((count, byte) => count + Number(byte === NEWLINE), 0);
  return {
    fields: fieldsIn(record, separator, place),
    place,
    endByte,
    lines: lines + newlines + (end === undefined ? 1 : 0),
  };
}

/** One past the newline that ends the record at `start`; undefined if it does not end. */
function recordEnd(bytes: Uint8Array, start: number, separator: number): number | undefined {
  let isQuoted = false;
  let fieldStart = start;
  for (let i = start; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (isQuoted) {
      if (byte !== QUOTE) continue;
      if (bytes[i + 1] === QUOTE) i += 1;
      else isQuoted = false;
    } else if (byte === QUOTE) isQuoted = i === fieldStart;
    else if (byte === separator) fieldStart = i + 1;
    else if (byte === NEWLINE) return i + 1;
  }
  return undefined;
}

function fieldsIn(record: Uint8Array, separator: Separator, place: FilePlace): string[] {
  try {
    return (parseRecords(record, separator)[0] ?? []).map((name) => name.trim());
  } catch (cause) {
    const what = 'a quote in the header is never closed; close it or remove it';
    throw new DataError(`${place.source}: line ${place.line}: ${what}`, { ...place, cause });
  }
}
