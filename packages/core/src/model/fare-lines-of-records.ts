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
  /** Of the wanted columns `PLACE_COLUMNS`. */
  readonly header: CsvHeader;
  readonly model: Model;
  readonly columns: FareColumns;
}

export interface RecordsOptions extends FareLinesOptions {
  readonly keyAt: number | undefined;
  /** The number of the first record. */
  readonly firstNumber: number;
}

/** The lines of whole records one by one: the general path, and the definition of what a line says. */
export function fareLinesOfRecords(bytes: Uint8Array, options: RecordsOptions): Uint8Array {
  const { header, model, columns, keyAt, firstNumber } = options;
  const lines = parseRecords(bytes, header.separator).map((record, i) => {
    const key = keyAt === undefined ? String(firstNumber + i) : quoted(record[keyAt] ?? '');
    const [aLat, aLon, bLat, bLon] = header.positions.map((position) =>
      numberOf(record[position] ?? '', header.separator),
    );
    const distanceKm = haversineKm(aLat!, aLon!, bLat!, bLon!);
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
