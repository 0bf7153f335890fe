import type { Separator } from '../csv/first-record.ts';
import { numberOf } from '../csv/number-of.ts';
import { parseRecords } from '../csv/parse-records.ts';

/** The first records are looked for in so many bytes after the header, and so many are looked at. */
export const FIRST_ROWS_BYTES: number = 16 * 1024;
const FIRST_ROWS = 20;

/** The first records of a file, to see what its header does not say; none where they cannot be told apart. */
export function firstRows(
  bytes: Uint8Array,
  separator: Separator,
  isComplete: boolean,
): readonly (readonly string[])[] {
  const piece = bytes.subarray(0, FIRST_ROWS_BYTES);
  const isWhole = isComplete && piece.length === bytes.length;
  const whole = isWhole ? piece : piece.subarray(0, piece.lastIndexOf(10) + 1);
  try {
    return parseRecords(whole, separator, FIRST_ROWS);
  } catch {
    return [];
  }
}

/** Whether rows begin with a field that the header does not name, as R writes them: its row's number. */
export function haveRowNames(rows: readonly (readonly string[])[], fields: number): boolean {
  const names = rows.map(([name = '']) => name);
  return (
    rows.length > 0 &&
    rows.every((row) => row.length === fields + 1 && row.at(-1) !== '') &&
    names.every((name) => /^\d+$/.test(name)) &&
    new Set(names).size === names.length
  );
}

export function haveEmptyRest(rows: readonly (readonly string[])[], fields: number): boolean {
  return rows.some((row) => row.length > fields && row.slice(fields).every((field) => field === ''));
}

export function haveDecimalCommas(rows: readonly (readonly string[])[], positions: readonly number[]): boolean {
  return rows.some((row) => positions.some((position) => /^\s*[+-]?\d+,\d+\s*$/.test(row[position] ?? '')));
}

/** Whether most places have New York's latitude for a longitude, and its longitude for a latitude. */
export function areSwapped(
  rows: readonly (readonly string[])[],
  separator: Separator,
  [lat, lon]: readonly [latAt: number, lonAt: number],
): boolean {
  const swapped = rows.filter((row) => {
    const [latDeg, lonDeg] = [numberOf(row[lat] ?? '', separator), numberOf(row[lon] ?? '', separator)];
    return lonDeg > 39 && lonDeg < 43 && latDeg > -76 && latDeg < -71;
  });
  return swapped.length > rows.length / 2;
}

/** The median of a column's numbers; `undefined` where there are none. */
export function medianOf(
  rows: readonly (readonly string[])[],
  separator: Separator,
  position: number,
): number | undefined {
  const numbers = rows.map((row) => numberOf(row[position] ?? '', separator)).filter(Number.isFinite);
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** Whether a record is one of values, not of names: at least two numbers, and half of what is not empty. */
export function looksLikeData(record: readonly string[]): boolean {
  const filled = record.filter((field) => field.trim() !== '');
  const values = filled.filter((field) => /^\s*[-+$]?\d[\d.,:/ -]*(utc|z)?\s*$/i.test(field));
  return values.length >= 2 && values.length * 2 >= filled.length;
}
