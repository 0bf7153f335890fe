import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError, haversineKm } from '@taxifare/core';
import { type Model, predictFareUsd, predictionIntervalUsd } from '@taxifare/core/model';
import { type ObjectStore, StorageError } from '@taxifare/gcs';
import { parse } from 'csv-parse';
import { isGzip } from '../fold/shard.ts';

export interface PredictFileOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** `key,fare_amount` and nothing else. */
  readonly isKaggle: boolean;
  readonly hasInterval: boolean;
}

const COORDINATES = ['pickup_latitude', 'pickup_longitude', 'dropoff_latitude', 'dropoff_longitude'] as const;
const CHUNK_CHARACTERS = 256 * 1024;

/**
 * The trips of a CSV file with their predicted fares, as CSV. Each row has its key, or its number where there is none; a
 * row whose coordinates are no numbers has an empty fare. Keys are texts, so rows go through csv-parse one by one.
 */
export async function* predictFile(uri: string, model: Model, options: PredictFileOptions): AsyncGenerator<Uint8Array> {
  const { store, signal, isKaggle, hasInterval } = options;
  const object = await store.info(uri, { signal });
  if (object === undefined)
    throw new StorageError({ code: 'not-found', uri, message: `${uri}: no such file; check --data` });
  const bytes = Readable.from(store.readStream(object, { signal }), { objectMode: false });
  const plain = isGzip(object) ? bytes.pipe(createGunzip()) : bytes;
  const parser = plain.pipe(parse({ bom: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: true }));
  bytes.on('error', (error) => parser.destroy(error));
  plain.on('error', (error) => parser.destroy(error));
  const encoder = new TextEncoder();
  let places: readonly number[] | undefined;
  let keyAt = -1;
  let row = 0;
  let text = isKaggle ? 'key,fare_amount\n' : `key,distance_km,fare_amount${hasInterval ? ',low,high' : ''}\n`;
  for await (const record of parser as AsyncIterable<readonly string[]>) {
    if (places === undefined) {
      places = placesIn(record, uri);
      keyAt = record.findIndex((name) => name.trim().toLowerCase() === 'key');
      continue;
    }
    row += 1;
    const [aLat, aLon, bLat, bLon] = places.map((place) => numberOf(record[place])) as [number, number, number, number];
    const distanceKm = haversineKm(aLat, aLon, bLat, bLon);
    const key = quoted(keyAt < 0 ? String(row) : (record[keyAt] ?? ''));
    text += Number.isNaN(distanceKm)
      ? `${key}${isKaggle ? ',' : ',,'}${hasInterval ? ',,' : ''}\n`
      : lineOf(key, distanceKm, model, options);
    if (text.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (places === undefined)
    throw new DataError(`${uri}: the file is empty; give a CSV file with a header`, { source: uri });
  yield encoder.encode(text);
}

function lineOf(key: string, distanceKm: number, model: Model, { isKaggle, hasInterval }: PredictFileOptions): string {
  const fareUsd = predictFareUsd(model, distanceKm);
  if (isKaggle) return `${key},${fareUsd}\n`;
  const interval = hasInterval ? (predictionIntervalUsd(model, distanceKm) ?? ['', '']) : [];
  return `${[key, distanceKm, fareUsd, ...interval].join(',')}\n`;
}

function placesIn(header: readonly string[], uri: string): readonly number[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = COORDINATES.filter((name) => !names.includes(name));
  if (missing.length === 0) return COORDINATES.map((name) => names.indexOf(name));
  const found = header
    .slice(0, 20)
    .join(', ')
    .replace(/\p{Cc}/gu, '?')
    .slice(0, 300);
  throw new DataError(
    `${uri}: line 1: the header lacks ${missing.join(', ')}, got ${found}; name the columns in the first line`,
    { source: uri, line: 1 },
  );
}

function numberOf(field: string | undefined): number {
  return field === undefined || field.trim() === '' ? Number.NaN : Number(field);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
