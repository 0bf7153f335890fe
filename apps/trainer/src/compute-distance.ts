import { type DistancedTripBatch, haversineBatch, type TripBatch } from '@taxifare/core';

/** Step two: the great-circle distance between each trip's ends, in kilometres. */
export function computeDistance(trips: TripBatch): DistancedTripBatch {
  const distanceKm = new Float64Array(trips.length);
  haversineBatch(trips, distanceKm);
  return { ...trips, distanceKm };
}
