import { DROP_REASONS, HELD_OUT } from './clean.ts';
import type { HeldTrips } from './trip-kernel.ts';

/** Bins of equal width from `start` on; what lies outside is not in them. */
export interface Axis {
  readonly start: number;
  readonly width: number;
  readonly bins: number;
}

/** The trips to train on: counts by distance and fare. What lies beyond the last bin is counted in the last. */
export const DISTANCE_AXIS_KM: Axis = { start: 0, width: 0.25, bins: 240 };
export const FARE_AXIS_USD: Axis = { start: 0, width: 0.5, bins: 300 };
/** The dropped trips: counts by reason and pickup place. What lies off the map is not on it. */
export const MAP_LON_AXIS_DEG: Axis = { start: -74.3, width: 0.011, bins: 64 };
export const MAP_LAT_AXIS_DEG: Axis = { start: 40.5, width: 0.0105, bins: 48 };

const GRID = DISTANCE_AXIS_KM.bins * FARE_AXIS_USD.bins;
const MAP = MAP_LON_AXIS_DEG.bins * MAP_LAT_AXIS_DEG.bins;

/** Length of a picture: the distance × fare grid, then a map for each reason. Counts add up in any order. */
export const PICTURE_LENGTH: number = GRID + MAP * DROP_REASONS.length;

/** Counts trips that were just summarized into their kernel's picture: those to train on, and the dropped ones. */
export function tallyPicture(trips: HeldTrips): void {
  const { kernel, verdicts, pickupLatDeg, pickupLonDeg } = trips;
  const { picture } = kernel;
  kernel.steps.tally(1 / DISTANCE_AXIS_KM.width, DISTANCE_AXIS_KM.bins, 1 / FARE_AXIS_USD.width, FARE_AXIS_USD.bins);
  for (const i of kernel.rest) {
    const verdict = verdicts[i]!;
    if (verdict === HELD_OUT) continue;
    const place = placeOnMap(pickupLatDeg[i]!, pickupLonDeg[i]!);
    if (place >= 0) picture[GRID + ((verdict & 63) - 1) * MAP + place]!++;
  }
}

function placeOnMap(latDeg: number, lonDeg: number): number {
  const x = Math.floor((lonDeg - MAP_LON_AXIS_DEG.start) / MAP_LON_AXIS_DEG.width);
  const y = Math.floor((latDeg - MAP_LAT_AXIS_DEG.start) / MAP_LAT_AXIS_DEG.width);
  const isOnMap = x >= 0 && x < MAP_LON_AXIS_DEG.bins && y >= 0 && y < MAP_LAT_AXIS_DEG.bins;
  return isOnMap ? y * MAP_LON_AXIS_DEG.bins + x : -1;
}

/** Adds the counts of `from` to those of `into`. */
export function mergePicture(into: Uint32Array, from: Uint32Array): void {
  if (from.length !== into.length) throw new RangeError(`mergePicture: ${into.length} counts, got ${from.length}`);
  for (let i = 0; i < into.length; i++) into[i]! += from[i]!;
}

/** The counts of a picture that are not 0, to be sent or kept: a shard fills a tenth of the bins. */
export interface SparsePicture {
  readonly bins: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
}

export function sparsePicture(picture: Uint32Array): SparsePicture {
  const used = picture.reduce((sum, count) => sum + Number(count !== 0), 0);
  const bins = new Uint32Array(used);
  const counts = new Uint32Array(used);
  let at = 0;
  for (let bin = 0; bin < picture.length; bin++) {
    if (picture[bin] === 0) continue;
    bins[at] = bin;
    counts[at++] = picture[bin]!;
  }
  return { bins, counts };
}

/** Adds the counts of a sparse picture to those of `into`. */
export function addPicture(into: Uint32Array, { bins, counts }: SparsePicture): void {
  for (let i = 0; i < bins.length; i++) into[bins[i]!]! += counts[i]!;
}

/** Trips in a bin of distance (0 being the nearest) and a bin of fare. */
export function countAt(picture: Uint32Array, distanceBin: number, fareBin: number): number {
  return picture[distanceBin * FARE_AXIS_USD.bins + fareBin] ?? 0;
}

/** Dropped trips of a reason (its index in `DROP_REASONS`) in a square of the map, 0, 0 being its south-west. */
export function droppedAt(picture: Uint32Array, reason: number, lonBin: number, latBin: number): number {
  return picture[GRID + reason * MAP + latBin * MAP_LON_AXIS_DEG.bins + lonBin] ?? 0;
}
