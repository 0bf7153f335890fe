import type { HeldTrips } from '../kernels/trip-engine.ts';
import { HELD_OUT } from './clean.ts';

/** Bins of equal width from `start` on; what lies outside is not in them. */
export interface Axis {
  readonly start: number;
  readonly width: number;
  readonly bins: number;
}

/** The trips to train on: counts by distance and fare. What lies beyond the last bin is counted in the last. */
export const DISTANCE_AXIS_KM: Axis = { start: 0, width: 0.25, bins: 240 };
export const FARE_AXIS_USD: Axis = { start: 0, width: 0.5, bins: 300 };
/** The dropped trips: counts by pickup place. What lies off the map is not on it. */
export const MAP_LON_AXIS_DEG: Axis = { start: -74.3, width: 0.011, bins: 64 };
export const MAP_LAT_AXIS_DEG: Axis = { start: 40.5, width: 0.0105, bins: 48 };

const GRID = DISTANCE_AXIS_KM.bins * FARE_AXIS_USD.bins;
const MAP = MAP_LON_AXIS_DEG.bins * MAP_LAT_AXIS_DEG.bins;

/** Length of a picture: the distance × fare grid, then the map. Counts add up in any order. */
export const PICTURE_LENGTH: number = GRID + MAP;

/** Counts trips that were just summarized into their kernel's picture: those to train on, and the dropped ones. */
export function tallyPicture(trips: HeldTrips): void {
  const { kernel, verdicts, pickupLatDeg, pickupLonDeg } = trips;
  const { picture } = kernel;
  kernel.steps.tally(1 / DISTANCE_AXIS_KM.width, DISTANCE_AXIS_KM.bins, 1 / FARE_AXIS_USD.width, FARE_AXIS_USD.bins);
  for (const i of kernel.rest) {
    if (verdicts[i] === HELD_OUT) continue;
    const place = placeOnMap(pickupLatDeg[i]!, pickupLonDeg[i]!);
    if (place >= 0) picture[GRID + place]!++;
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
  const found = new Uint32Array(picture.length);
  let used = 0;
  for (let bin = 0; bin < picture.length; bin++) if (picture[bin] !== 0) found[used++] = bin;
  const bins = found.slice(0, used);
  const counts = new Uint32Array(used);
  for (let i = 0; i < used; i++) counts[i] = picture[bins[i]!]!;
  return { bins, counts };
}

/** Adds the counts of a sparse picture to those of `into`. */
export function addPicture(into: Uint32Array, { bins, counts }: SparsePicture): void {
  for (let i = 0; i < bins.length; i++) into[bins[i]!]! += counts[i]!;
}

/** Trips to train on that are alike: in the same bins of distance and fare, 0 being the first. */
export interface TripCell {
  readonly distanceBin: number;
  readonly fareBin: number;
  readonly trips: number;
}

/** Dropped trips from the same square of the map, 0, 0 being its south-west. */
export interface DroppedCell {
  readonly lonBin: number;
  readonly latBin: number;
  readonly trips: number;
}

/** What a picture has in it, without the empty bins, which are nearly all. */
export interface PictureCells {
  /** By distance, then by fare. */
  readonly trips: readonly TripCell[];
  /** By latitude, then by longitude. */
  readonly dropped: readonly DroppedCell[];
}

export function cellsOf(picture: Uint32Array): PictureCells {
  const { bins, counts } = sparsePicture(picture);
  const trips: TripCell[] = [];
  const dropped: DroppedCell[] = [];
  for (const [i, bin] of bins.entries()) {
    if (bin < GRID) {
      const fareBin = bin % FARE_AXIS_USD.bins;
      trips.push({ distanceBin: (bin - fareBin) / FARE_AXIS_USD.bins, fareBin, trips: counts[i]! });
    } else {
      const lonBin = (bin - GRID) % MAP_LON_AXIS_DEG.bins;
      dropped.push({ lonBin, latBin: (bin - GRID - lonBin) / MAP_LON_AXIS_DEG.bins, trips: counts[i]! });
    }
  }
  return { trips, dropped };
}
