import type { TripColumns } from './trips.ts';
import { HELD_OUT, KEPT } from './verdict.ts';

const SPREAD = 2 ** 32;

/**
 * Marks a share of the kept trips as held out. Whether one is depends on its six values alone (by a 32-bit hash of their
 * bits; −0 is 0), so the split is the same however the data is cut, and what is held out at one fraction is held out at
 * every greater one. `fraction` is in [0, 1]. Source of the mixing: A. Appleby, MurmurHash3, 2011 (public domain).
 */
export function holdOut(trips: TripColumns, fraction: number): void {
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`holdOut: a fraction is in [0, 1], got ${fraction}`);
  const { length, verdicts } = trips;
  const limit = fraction * SPREAD;
  for (let i = 0; i < length; i++) if (verdicts[i] === KEPT && hashOfTrip(trips, i) < limit) verdicts[i] = HELD_OUT;
}

/**
 * Which of so many folds each kept trip belongs to, by another 32 bits of the same values; written into `folds`. The other
 * trips' are not told.
 */
export function assignFolds(trips: TripColumns, count: number, folds: Uint8Array): void {
  const { length, verdicts } = trips;
  for (let i = 0; i < length; i++) {
    if (verdicts[i] === KEPT) folds[i] = Math.floor((mixed(hashOfTrip(trips, i) ^ OTHER_BITS) / SPREAD) * count);
  }
}

const OTHER_BITS = 0x5bd1e995;

function hashOfTrip(trips: TripColumns, i: number): number {
  value[0] = trips.fareUsd[i]! + 0;
  // Where there are no places, the distance stands for the first coordinate.
  value[1] = (trips.hasPlaces ? trips.pickupLatDeg : trips.distanceKm)[i]! + 0;
  value[2] = trips.pickupLonDeg[i]! + 0;
  value[3] = trips.dropoffLatDeg[i]! + 0;
  value[4] = trips.dropoffLonDeg[i]! + 0;
  value[5] = trips.passengerCount[i]! + 0;
  return hash();
}

const value = new Float64Array(6);
const words = new Uint32Array(value.buffer);

function hash(): number {
  let h = 0x9747b28c;
  for (let i = 0; i < 12; i++) {
    let k = Math.imul(words[i]!, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  return mixed(h ^ 48);
}

/** MurmurHash3's last step: every bit depends on every other. */
export function mixed(bits: number): number {
  let h = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
