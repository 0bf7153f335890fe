import { type DistancedTripBatch, haversineBatch, type TripBatch } from '@taxifare/core';

/** Overwritten by every call, as the batches' own columns are. */
let distanceKm = new Float64Array(0);

/** Step two: the great-circle distance between each trip's ends, in kilometres. The column is good until the next call. */
export function computeDistance(trips: TripBatch): DistancedTripBatch {
  if (distanceKm.length < trips.length) distanceKm = new Float64Array(trips.length);
  haversineBatch(trips, distanceKm);
  return { ...trips, distanceKm: distanceKm.subarray(0, trips.length) };
}
