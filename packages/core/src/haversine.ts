import type { TripBatch } from './trips.ts';

/** Mean radius of the Earth in kilometres, rounded: the one that the haversine formula is usually given with. */
export const EARTH_RADIUS_KM = 6371;

const RAD_PER_DEG = Math.PI / 180;

/**
 * Great-circle distance in kilometres between two places in degrees, by the haversine formula: well conditioned for near
 * places, where the spherical law of cosines is not. Source: R. W. Sinnott, "Virtues of the Haversine", Sky and
 * Telescope 68 (1984), 159. NaN where a coordinate is NaN.
 */
export function haversineKm(aLatDeg: number, aLonDeg: number, bLatDeg: number, bLonDeg: number): number {
  const aLatRad = aLatDeg * RAD_PER_DEG;
  const bLatRad = bLatDeg * RAD_PER_DEG;
  const sinLat = Math.sin((bLatRad - aLatRad) / 2);
  const sinLon = Math.sin(((bLonDeg - aLonDeg) * RAD_PER_DEG) / 2);
  const h = sinLat * sinLat + Math.cos(aLatRad) * Math.cos(bLatRad) * sinLon * sinLon;
  // Rounding may take h past 1 between antipodes.
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(h, 1)));
}

/** Writes each trip's great-circle distance in kilometres into `distanceKm`, which holds at least `trips.length` values. */
export function haversineBatch(trips: TripBatch, distanceKm: Float64Array): void {
  const { length, pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg } = trips;
  for (let i = 0; i < length; i++) {
    distanceKm[i] = haversineKm(pickupLatDeg[i]!, pickupLonDeg[i]!, dropoffLatDeg[i]!, dropoffLonDeg[i]!);
  }
}
