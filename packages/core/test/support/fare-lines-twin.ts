import { parse } from 'csv-parse/sync';
import { haversineKm } from '../../src/index.ts';
import {
  type FareColumns,
  type Model,
  PLACE_COLUMNS,
  predictFareUsd,
  predictionIntervalUsd,
} from '../../src/model/index.ts';

/** What the lines of a whole file are, in the obvious way; undefined if a quote is never closed. */
export function fareLinesTwin(file: Uint8Array, model: Model, columns: FareColumns): string | undefined {
  let records: string[][];
  try {
    records = parse(file, {
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if ((error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED') return undefined;
    throw error;
  }
  const names = records[0]!.map((name) => name.trim().toLowerCase());
  const keyAt = names.indexOf('key');
  const lines = records.slice(1).map((record, i) => {
    const text = keyAt < 0 ? String(i + 1) : (record[keyAt] ?? '');
    const key = /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const [aLat, aLon, bLat, bLon] = PLACE_COLUMNS.map((name) => {
      const field = record[names.indexOf(name)] ?? '';
      return field.trim() === '' ? Number.NaN : Number(field);
    });
    const distanceKm = haversineKm(aLat!, aLon!, bLat!, bLon!);
    if (Number.isNaN(distanceKm)) return `${key}${columns.map(() => ',').join('')}\n`;
    const fareUsd = predictFareUsd(model, distanceKm);
    const interval = columns.length === 4 ? (predictionIntervalUsd(model, distanceKm) ?? ['', '']) : [];
    return `${[key, ...(columns.length === 1 ? [] : [distanceKm]), fareUsd, ...interval].join(',')}\n`;
  });
  return lines.join('');
}
