import { DataError } from '../data-error.ts';
import { type FilePlace, firstRecord, preambleOf, type Separator } from './first-record.ts';
import { foreignFormat } from './foreign-format.ts';

/** The form of a CSV file: how many fields a record has, what is between them, and which of them are wanted. */
export interface CsvHeader {
  readonly separator: Separator;
  /** Fields in a record; with fewer, or with more that are not empty, it is malformed. */
  readonly fields: number;
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
  /** A comma unless told. */
  readonly separator?: Separator;
  /** What to call the file in an error. */
  readonly source: string;
  /** Whether `bytes` is the whole file. */
  readonly isComplete: boolean;
}

/**
 * The header of the CSV file that begins with `bytes`, or undefined if its end is not among them yet. Throws a
 * `DataError` if the file is empty, is not CSV, or lacks (or repeats) a wanted column.
 */
export function parseHeader(bytes: Uint8Array, options: HeaderOptions): CsvHeader | undefined {
  const { source, isComplete, columns, separator = ',' } = options;
  refuseForeign(bytes, source);
  const first = firstRecord(bytes, preambleOf(bytes), { source, isComplete, separator });
  if (first === undefined) return undefined;
  const { fields: names, place, endByte, lines } = first;
  const found = names.map(keyOf);
  const missing = columns.filter((name) => !found.includes(keyOf(name)));
  if (missing.length > 0) {
    const what = `the header lacks ${missing.join(', ')}, got ${listed(names)}; name the columns in the first line`;
    throw new DataError(`${source}: line ${place.line}: ${what}`, place);
  }
  refuseRepeated(columns, names, place);
  const positions = columns.map((name) => found.indexOf(keyOf(name)));
  return { separator, fields: names.length, names, positions, endByte, lines };
}

/** Throws a `DataError` for bytes that begin another format. */
export function refuseForeign(bytes: Uint8Array, source: string): void {
  const format = foreignFormat(bytes);
  if (format === undefined) return;
  const what = `not a CSV file, it looks like ${format.name}; ${format.fix}`;
  throw new DataError(`${source}: ${what}`, { source, byte: 0 });
}

/** Throws a `DataError` for a wanted column that there is more than once. */
export function refuseRepeated(wanted: readonly string[], names: readonly string[], place: FilePlace): void {
  const found = names.map(keyOf);
  const repeated = wanted.filter((name) => found.indexOf(keyOf(name)) !== found.lastIndexOf(keyOf(name)));
  if (repeated.length === 0) return;
  const what = `the header has ${repeated.join(', ')} more than once; keep one of them`;
  throw new DataError(`${place.source}: line ${place.line}: ${what}`, place);
}

/** The key by which a column's name is compared: without case, quotes around it, and how its words are joined. */
export function keyOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/[\s-]+/g, '_');
}

/** Names or values from a file, in one short line. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  const text = shown.join(', ').replace(/\p{Cc}/gu, '?');
  return names.length > shown.length ? `${text} and ${names.length - shown.length} more` : text;
}
