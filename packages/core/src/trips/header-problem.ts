import { type FilePlace, SEPARATORS } from '../csv/first-record.ts';
import { keyOf, listed } from '../csv/parse-header.ts';
import { DataError } from '../data-error.ts';
import { type ColumnOptions, knownKeys, type LackingColumns, type Purpose } from './find-columns.ts';
import { FIRST_ROWS_BYTES, looksLikeData } from './first-rows.ts';

/** The columns of Kaggle's file. */
const KAGGLE = [
  'key',
  'fare_amount',
  'pickup_datetime',
  'pickup_longitude',
  'pickup_latitude',
  'dropoff_longitude',
  'dropoff_latitude',
  'passenger_count',
];

export interface HeaderProblemOptions extends ColumnOptions {
  readonly purpose: Purpose;
  /** What the file has after the record, as far as it is read; nothing where there are no lines. */
  readonly below?: Uint8Array;
  /** The number of lines that end before that. */
  readonly lines?: number;
}

/** The problem of a first record that is no header of trips: why it is none, and what to do about it. */
export function headerProblem(
  fields: readonly string[],
  { lacks, field, has }: LackingColumns,
  { purpose, below = new Uint8Array(0), lines = 0, ...options }: HeaderProblemOptions,
): string {
  const { distance } = options;
  const got = `got ${listed(fields)}`;
  if (has <= 0 && looksLikeData(fields)) {
    const example = fields.length === KAGGLE.length ? KAGGLE.join(',') : 'fare_amount,_,pickup_longitude,…';
    return (
      `the line looks like data, not like a header, ${got}; name its ${fields.length} columns in their order, ` +
      `_ for one that is not wanted: --columns ${example}`
    );
  }
  const known = knownKeys(options);
  const header = headerAmong(below, known);
  if (header !== undefined) {
    const line = lines + header + 1;
    return `it is no header, ${got}, but line ${line} is one; leave out what is before it: tail -n +${line} FILE > NEW.csv`;
  }
  if (fields.length === 1 && knownOf((fields[0] ?? '').split(/\W+/), known) >= MANY_NAMES) {
    return `its names are separated by something other than a comma, a semicolon, a tab or |, ${got}; write it with commas`;
  }
  const keys = fields.map(keyOf);
  const lacksPlaces = lacks.length >= 4 && lacks.every((name) => name !== 'fare_amount');
  if (distance === undefined && lacksPlaces && keys.includes('trip_distance')) {
    const what =
      'there are no coordinates, only trip_distance: the way that the taxi took, not the one as the crow flies';
    return purpose === 'training'
      ? `${what}; to train on it as it stands give --distance-column trip_distance --distance-unit mi (or km)`
      : `${what}, and the model was trained on that; train one with --distance-column trip_distance, or give coordinates`;
  }
  const said = options.named?.[field] === undefined ? 'name the columns so, or say which they are' : 'say which it is';
  return `the header lacks ${lacks.join(', ')}, ${got}; ${said}: --column ${field}=NAME`;
}

/** Throws for a file that has no line feeds: all of it is its first line. */
export function refuseCarriageReturns(fields: readonly string[], where: string, place: FilePlace): void {
  if (!fields.some((field) => /\r[^\n]/.test(field))) return;
  const what = `its lines end in a carriage return alone, got ${listed(fields).slice(0, 80)}…`;
  throw new DataError(`${where}: ${what}; write it with line feeds: tr '\\r' '\\n' < FILE > NEW.csv`, place);
}

/** So many known names in a line make it a header. */
const MANY_NAMES = 4;
const SEARCHED_LINES = 20;

function knownOf(names: readonly string[], known: ReadonlySet<string>): number {
  return names.filter((name) => known.has(keyOf(name))).length;
}

/** Which of the first lines is a header of trips, from 0 on. */
function headerAmong(bytes: Uint8Array, known: ReadonlySet<string>): number | undefined {
  const lines = new TextDecoder().decode(bytes.subarray(0, FIRST_ROWS_BYTES)).split('\n', SEARCHED_LINES);
  const at = lines.findIndex((line) =>
    SEPARATORS.some((separator) => knownOf(line.split(separator), known) >= MANY_NAMES),
  );
  return at < 0 ? undefined : at;
}
