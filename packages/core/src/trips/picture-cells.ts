import { FARE_AXIS_USD, MAP_LON_AXIS_DEG, PICTURE_LENGTH, PICTURE_SECTIONS } from './picture-axes.ts';
import { filledBins } from './sparse-picture.ts';

/** Trips that are alike: in the same bins of distance and fare, 0 being the first. */
export interface TripCell {
  readonly distanceBin: number;
  readonly fareBin: number;
  readonly trips: number;
}

/** Rows from the same square of the map, 0, 0 being its south-west. */
export interface PlaceCell {
  readonly lonBin: number;
  readonly latBin: number;
  readonly rows: number;
}

/** What a picture has in it, without the empty bins, which are nearly all. */
export interface PictureCells {
  /** By distance, then by fare. */
  readonly train: readonly TripCell[];
  readonly heldOut: readonly TripCell[];
  /** By latitude, then by longitude. */
  readonly pickups: readonly PlaceCell[];
  readonly dropped: readonly PlaceCell[];
}

export function cellsOf(picture: Float64Array): PictureCells {
  if (picture.length !== PICTURE_LENGTH)
    throw new RangeError(`cellsOf: ${PICTURE_LENGTH} counts, got ${picture.length}`);
  const cells = {
    train: [] as TripCell[],
    heldOut: [] as TripCell[],
    pickups: [] as PlaceCell[],
    dropped: [] as PlaceCell[],
  };
  const { train, heldOut, pickups } = PICTURE_SECTIONS;
  for (const bin of filledBins(picture)) {
    const count = picture[bin]!;
    if (bin < heldOut.end) {
      const isHeldOut = bin >= heldOut.start;
      const at = bin - (isHeldOut ? heldOut : train).start;
      const fareBin = at % FARE_AXIS_USD.bins;
      const distanceBin = (at - fareBin) / FARE_AXIS_USD.bins;
      (isHeldOut ? cells.heldOut : cells.train).push({ distanceBin, fareBin, trips: count });
    } else {
      const isDropped = bin >= pickups.end;
      const at = bin - (isDropped ? pickups.end : pickups.start);
      const lonBin = at % MAP_LON_AXIS_DEG.bins;
      const latBin = (at - lonBin) / MAP_LON_AXIS_DEG.bins;
      (isDropped ? cells.dropped : cells.pickups).push({ lonBin, latBin, rows: count });
    }
  }
  return cells;
}
