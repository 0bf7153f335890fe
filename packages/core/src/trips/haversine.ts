import type { TripEngine } from '../kernels/trip-engine.ts';
import type { PlaceColumns, TripColumns } from './trips.ts';

/** Mean radius of the Earth in kilometres, rounded: the one that the haversine formula is usually given with. */
export const EARTH_RADIUS_KM = 6371;

const RAD_PER_DEG = Math.PI / 180;

/** Ends that differ by less are the same place: a tenth of a millimetre is what a decimal fraction makes of one number. */
const SAME_PLACE_DEG = 1e-9;

/** Below it the series of `sinOf` and `asinOf` are good to the last bit or the one before. */
const SMALL = 0.05;

/**
 * Great-circle distance in kilometres between two places in degrees, by the haversine formula: well conditioned for near
 * places, where the spherical law of cosines is not. Source: R. W. Sinnott, "Virtues of the Haversine", Sky and
 * Telescope 68 (1984), 159. NaN where a coordinate is NaN.
 *
 * The product of the latitudes' cosines is 1 − sin²((a − b) / 2) − sin²((a + b) / 2), and the first of the sines is there
 * already: one sine in place of two cosines. Every operation is in assembly/distances.ts too, which gives the same bits.
 */
export function haversineKm(aLatDeg: number, aLonDeg: number, bLatDeg: number, bLonDeg: number): number {
  if (Math.abs(bLatDeg - aLatDeg) < SAME_PLACE_DEG && Math.abs(bLonDeg - aLonDeg) < SAME_PLACE_DEG) return 0;
  const sinLat = sinOf((bLatDeg - aLatDeg) * RAD_PER_DEG * 0.5);
  const sinLon = sinOf((bLonDeg - aLonDeg) * RAD_PER_DEG * 0.5);
  const sinSum = wideSinOf((aLatDeg + bLatDeg) * RAD_PER_DEG * 0.5);
  const square = sinLat * sinLat;
  const cosines = 1 - square - sinSum * sinSum;
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

/** sin x; from −90° to 90° by its series, to the last bit or the one before. */
function wideSinOf(x: number): number {
  const s = x * x;
  if (!(s <= (Math.PI / 2) * (Math.PI / 2))) return Math.sin(x);
  let sum = 1 / 51090942171709440000;
  sum = -1 / 121645100408832000 + s * sum;
  sum = 1 / 355687428096000 + s * sum;
  sum = -1 / 1307674368000 + s * sum;
  sum = 1 / 6227020800 + s * sum;
  sum = -1 / 39916800 + s * sum;
  sum = 1 / 362880 + s * sum;
  sum = -1 / 5040 + s * sum;
  sum = 1 / 120 + s * sum;
  sum = -1 / 6 + s * sum;
  return x + x * s * sum;
}

/** asin x, likewise for a small x. */
function asinOf(x: number): number {
  if (!(x < SMALL)) return Math.asin(x);
  const s = x * x;
  return (
    x + x * s * (1 / 6 + s * (3 / 40 + s * (15 / 336 + s * (105 / 3456 + s * (945 / 42240 + s * (10395 / 599040))))))
  );
}

/** Writes each trip's great-circle distance in kilometres into `distanceKm`, which holds at least `trips.length` values. */
export function haversineBatch(trips: PlaceColumns & { readonly length: number }, distanceKm: Float64Array): void {
  const { length, pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg } = trips;
  for (let i = 0; i < length; i++) {
    distanceKm[i] = haversineKm(pickupLatDeg[i]!, pickupLonDeg[i]!, dropoffLatDeg[i]!, dropoffLonDeg[i]!);
  }
}

/**
 * Computes the great-circle distances of the trips that an engine has loaded, bit for bit those of `haversineKm`. Distances
 * that the data gives stay.
 */
export function computeDistances(trips: TripColumns, engine: TripEngine): void {
  if (!trips.hasPlaces) return;
  const { length, pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg, distanceKm } = trips;
  // Trips out of any city, for which the series do not do, and coordinates that are no numbers.
  const others = engine.computeDistances(length);
  for (let at = 0; at < others.length; at++) {
    const i = others[at]!;
    distanceKm[i] = haversineKm(pickupLatDeg[i]!, pickupLonDeg[i]!, dropoffLatDeg[i]!, dropoffLonDeg[i]!);
  }
}
