import { numberOf } from '../csv/number-of.ts';
import type { CsvHeader } from '../csv/parse-header.ts';
import { parseRecords } from '../csv/parse-records.ts';
import { host } from '../host.ts';
import { haversineKm } from '../trips/haversine.ts';
import type { Model } from './model.ts';
import { predictFareUsd, predictionIntervalUsd } from './predict-fare.ts';

/** What a line says after its key. */
export type FareColumns =
  | readonly ['fare_amount']
  | readonly ['distance_km', 'fare_amount']
  | readonly ['distance_km', 'fare_amount', 'low', 'high'];

/** The columns to ask a header for, in the order that `createFareLines` expects. */
export const PLACE_COLUMNS = ['pickup_latitude', 'pickup_longitude', 'dropoff_latitude', 'dropoff_longitude'] as const;

export interface FareLinesOptions {
  /** What to call the file in an error. */
  readonly source: string;
  /** Of the wanted columns `PLACE_COLUMNS`, or of one of distances. */
  readonly header: CsvHeader;
  /** The unit of a column of distances. */
  readonly unitKm?: number | undefined;
  /** The index of the field that is a row's key; where none is told, that of the name `key`. */
  readonly keyAt?: number | undefined;
  /** Rows before the first: row numbers go on from there. */
  readonly rowsBefore?: number | undefined;
  readonly model: Model;
  readonly columns: FareColumns;
}

export interface RecordsOptions extends FareLinesOptions {
  /** The number of the first record. */
  readonly firstNumber: number;
  /** Told of each record's distance and places. */
  readonly onTrip: (distanceKm: number, places: readonly number[]) => void;
}

/** The lines of whole records one by one: the general path, and the definition of what a line says. */
export function fareLinesOfRecords(bytes: Uint8Array, options: RecordsOptions): Uint8Array {
  const { header, model, columns, keyAt, firstNumber, unitKm = 1, onTrip } = options;
  const lines = parseRecords(bytes, header.separator).map((record, i) => {
    const key = keyAt === undefined ? String(firstNumber + i) : quoted(record[keyAt] ?? '');
    const numbers = header.positions.map((position) => numberOf(record[position] ?? '', header.separator));
    const [aLat, aLon, bLat, bLon] = numbers;
    const distanceKm = numbers.length === 1 ? numbers[0]! * unitKm : haversineKm(aLat!, aLon!, bLat!, bLon!);
    onTrip(distanceKm, numbers);
    if (Number.isNaN(distanceKm)) return `${key}${','.repeat(columns.length)}\n`;
    const [low = '', high = ''] = predictionIntervalUsd(model, distanceKm) ?? [];
    const values = { distance_km: distanceKm, fare_amount: predictFareUsd(model, distanceKm), low, high };
    return `${[key, ...columns.map((name) => values[name])].join(',')}\n`;
  });
  return new host.TextEncoder().encode(lines.join(''));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
