import { haversineBatch } from '../../src/haversine.ts';
import type { DistancedTripBatch } from '../../src/trips.ts';

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

/** Trips as columns, their distances computed. */
export function batchOf(trips: readonly TripFields[]): DistancedTripBatch {
  const column = (read: (trip: TripFields) => number) => Float64Array.from(trips, read);
  const batch = {
    length: trips.length,
    fareUsd: column((trip) => trip.fareUsd),
    pickupLatDeg: column((trip) => trip.pickupLatDeg),
    pickupLonDeg: column((trip) => trip.pickupLonDeg),
    dropoffLatDeg: column((trip) => trip.dropoffLatDeg),
    dropoffLonDeg: column((trip) => trip.dropoffLonDeg),
    passengerCount: column((trip) => trip.passengerCount),
    distanceKm: new Float64Array(trips.length),
  };
  haversineBatch(batch, batch.distanceKm);
  return batch;
}
