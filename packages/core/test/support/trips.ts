import { parse } from 'csv-parse/sync';
import { numberOf } from '../../src/csv/number-of.ts';
import { createTripEngine, type TripEngine } from '../../src/kernels/trip-engine.ts';
import { computeDistances } from '../../src/trips/haversine.ts';
import type { TripBatch, TripColumns } from '../../src/trips/trips.ts';

export interface TripFields {
  readonly fareUsd: number;
  readonly pickupLatDeg: number;
  readonly pickupLonDeg: number;
  readonly dropoffLatDeg: number;
  readonly dropoffLonDeg: number;
  readonly passengerCount: number;
}

export const GOOD_TRIP: TripFields = {
  fareUsd: 9.5,
  pickupLatDeg: 40.75,
  pickupLonDeg: -73.98,
  dropoffLatDeg: 40.78,
  dropoffLonDeg: -73.95,
  passengerCount: 1,
};

/** Trips as columns. */
export function columnsOf(trips: readonly TripFields[]): TripBatch {
  const column = (read: (trip: TripFields) => number) => Float64Array.from(trips, read);
  return {
    length: trips.length,
    fareUsd: column((trip) => trip.fareUsd),
    way: {
      pickupLatDeg: column((trip) => trip.pickupLatDeg),
      pickupLonDeg: column((trip) => trip.pickupLonDeg),
      dropoffLatDeg: column((trip) => trip.dropoffLatDeg),
      dropoffLonDeg: column((trip) => trip.dropoffLonDeg),
    },
    passengerCount: column((trip) => trip.passengerCount),
  };
}

/** Trips in an engine of their own, their distances computed. */
export function loaded(trips: readonly TripFields[]): { readonly trips: TripColumns; readonly engine: TripEngine } {
  const engine = createTripEngine();
  const columns = engine.load(columnsOf(trips));
  computeDistances(columns, engine);
  return { trips: columns, engine };
}

/** The trips of a file in Kaggle's columns in an engine of their own, their distances computed. */
export function loadedFile(csv: Uint8Array): { readonly trips: TripColumns; readonly engine: TripEngine } {
  const records: Record<string, string>[] = parse(csv, { columns: true });
  const at = (record: Record<string, string>, name: string) => numberOf(record[name] ?? '');
  return loaded(
    records.map((record) => ({
      fareUsd: at(record, 'fare_amount'),
      pickupLatDeg: at(record, 'pickup_latitude'),
      pickupLonDeg: at(record, 'pickup_longitude'),
      dropoffLatDeg: at(record, 'dropoff_latitude'),
      dropoffLonDeg: at(record, 'dropoff_longitude'),
      passengerCount: at(record, 'passenger_count'),
    })),
  );
}
