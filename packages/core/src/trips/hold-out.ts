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
  const { length, fareUsd, pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg, passengerCount, verdicts } = trips;
  // Where there are no places, the distance stands for the first coordinate.
  const first = trips.hasPlaces ? pickupLatDeg : trips.distanceKm;
  const limit = fraction * SPREAD;
  for (let i = 0; i < length; i++) {
    if (verdicts[i] !== KEPT) continue;
    value[0] = fareUsd[i]! + 0;
    value[1] = first[i]! + 0;
    value[2] = pickupLonDeg[i]! + 0;
    value[3] = dropoffLatDeg[i]! + 0;
    value[4] = dropoffLonDeg[i]! + 0;
    value[5] = passengerCount[i]! + 0;
    if (hash() < limit) verdicts[i] = HELD_OUT;
  }
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
  h ^= 48;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
