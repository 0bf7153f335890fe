import { numberOf } from '../csv/number-of.ts';
import { parseRecords } from '../csv/parse-records.ts';
import { haversineKm } from '../trips/haversine.ts';
import type { FareLinesOptions } from './fare-lines.ts';
import { predictFareUsd, predictionIntervalUsd } from './model.ts';

export interface RecordsOptions extends FareLinesOptions {
  readonly keyAt: number | undefined;
  /** The number of the first record. */
  readonly firstNumber: number;
}

/** As much of the host as is needed: core knows neither the browser's types nor Node's. */
interface Host {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
}

/** The lines of whole records one by one: the general path, and the definition of what a line says. */
export function fareLinesOfRecords(bytes: Uint8Array, options: RecordsOptions): Uint8Array {
  const { header, model, columns, keyAt, firstNumber } = options;
  const { TextEncoder } = globalThis as unknown as Host;
  const lines = parseRecords(bytes).map((record, i) => {
    const key = keyAt === undefined ? String(firstNumber + i) : quoted(record[keyAt] ?? '');
    const [aLat, aLon, bLat, bLon] = header.positions.map((position) => numberOf(record[position] ?? ''));
    const distanceKm = haversineKm(aLat!, aLon!, bLat!, bLon!);
    if (Number.isNaN(distanceKm)) return `${key}${','.repeat(columns.length)}\n`;
    const [low = '', high = ''] = predictionIntervalUsd(model, distanceKm) ?? [];
    const values = { distance_km: distanceKm, fare_amount: predictFareUsd(model, distanceKm), low, high };
    return `${[key, ...columns.map((name) => values[name])].join(',')}\n`;
  });
  return new TextEncoder().encode(lines.join(''));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
