import type { TripBatch } from './trips.ts';

/** Mean radius of the Earth in kilometres, rounded: the one that the haversine formula is usually given with. */
export const EARTH_RADIUS_KM = 6371;

const RAD_PER_DEG = Math.PI / 180;

/** Below it the series of `sinOf` and `asinOf` are good to the last bit or the one before. */
const SMALL = 0.05;

/**
 * Great-circle distance in kilometres between two places in degrees, by the haversine formula: well conditioned for near
 * places, where the spherical law of cosines is not. Source: R. W. Sinnott, "Virtues of the Haversine", Sky and
 * Telescope 68 (1984), 159. NaN where a coordinate is NaN.
 *
 * The product of the latitudes' cosines is (cos(a − b) + cos(a + b)) / 2, and cos(a − b) is 1 − 2 sin²((a − b) / 2),
 * which is there already: one cosine in place of two.
 */
export function haversineKm(aLatDeg: number, aLonDeg: number, bLatDeg: number, bLonDeg: number): number {
  const sinLat = sinOf(((bLatDeg - aLatDeg) * RAD_PER_DEG) / 2);
  const sinLon = sinOf(((bLonDeg - aLonDeg) * RAD_PER_DEG) / 2);
  const square = sinLat * sinLat;
  const cosines = (1 - 2 * square + Math.cos((aLatDeg + bLatDeg) * RAD_PER_DEG)) / 2;
  const h = square + cosines * sinLon * sinLon;
  // Rounding may take h past 1 between antipodes, and a cosine at a pole below 0.
  return 2 * EARTH_RADIUS_KM * asinOf(Math.sqrt(Math.min(Math.max(h, 0), 1)));
}

/** sin x; for the angles of a city by its series, which takes a fifth of the time. */
function sinOf(x: number): number {
  const s = x * x;
  if (!(s < SMALL * SMALL)) return Math.sin(x);
  return x + x * s * (-1 / 6 + s * (1 / 120 + s * (-1 / 5040 + s * (1 / 362880))));
}

/** asin x, likewise. */
function asinOf(x: number): number {
  if (!(x < SMALL)) return Math.asin(x);
  const s = x * x;
  return (
    x + x * s * (1 / 6 + s * (3 / 40 + s * (15 / 336 + s * (105 / 3456 + s * (945 / 42240 + s * (10395 / 599040))))))
  );
}

/** Writes each trip's great-circle distance in kilometres into `distanceKm`, which holds at least `trips.length` values. */
export function haversineBatch(trips: Omit<TripBatch, 'fareUsd' | 'passengerCount'>, distanceKm: Float64Array): void {
  const { length, pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg } = trips;
  for (let i = 0; i < length; i++) {
    distanceKm[i] = haversineKm(pickupLatDeg[i]!, pickupLonDeg[i]!, dropoffLatDeg[i]!, dropoffLonDeg[i]!);
  }
}
