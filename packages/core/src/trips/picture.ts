import type { Selection, TripEngine } from '../kernels/trip-engine.ts';
import { DISTANCE_AXIS_KM, FARE_AXIS_USD, GRID_LENGTH, MAP_LAT_AXIS_DEG, MAP_LON_AXIS_DEG } from './picture-axes.ts';
import type { TripColumns } from './trips.ts';
import { HELD_OUT } from './verdict.ts';

/** Counts trips into the engine's picture: those that were selected to train on, and the dropped ones. */
export function tallyPicture(trips: TripColumns, selection: Selection, engine: TripEngine): void {
  const { verdicts, pickupLatDeg, pickupLonDeg } = trips;
  const { picture } = engine;
  engine.tally(selection, DISTANCE_AXIS_KM, FARE_AXIS_USD);
  if (!trips.hasPlaces) return;
  for (const i of selection.others) {
    if (verdicts[i] === HELD_OUT) continue;
    const place = placeOnMap(pickupLatDeg[i]!, pickupLonDeg[i]!);
    if (place >= 0) picture[GRID_LENGTH + place]!++;
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
    if (bin < GRID_LENGTH) {
      const fareBin = bin % FARE_AXIS_USD.bins;
      trips.push({ distanceBin: (bin - fareBin) / FARE_AXIS_USD.bins, fareBin, trips: counts[i]! });
    } else {
      const lonBin = (bin - GRID_LENGTH) % MAP_LON_AXIS_DEG.bins;
      dropped.push({ lonBin, latBin: (bin - GRID_LENGTH - lonBin) / MAP_LON_AXIS_DEG.bins, trips: counts[i]! });
    }
  }
  return { trips, dropped };
}
