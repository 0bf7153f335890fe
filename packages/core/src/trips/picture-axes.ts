/** Bins of equal width from `start` on; what lies outside is not in them. */
export interface Axis {
  readonly start: number;
  readonly width: number;
  readonly bins: number;
}

/** Kept trips are counted by distance and fare. What lies beyond the last bin is counted in the last. */
export const DISTANCE_AXIS_KM: Axis = { start: 0, width: 0.25, bins: 240 };
export const FARE_AXIS_USD: Axis = { start: 0, width: 0.5, bins: 300 };
/** All rows are counted by pickup place, and the dropped ones again. What lies off the map is not on it. */
export const MAP_LON_AXIS_DEG: Axis = { start: -74.3, width: 0.011, bins: 64 };
export const MAP_LAT_AXIS_DEG: Axis = { start: 40.5, width: 0.0105, bins: 48 };

/** A part of a picture: [start, end) of its counts. */
export interface PictureSection {
  readonly start: number;
  readonly end: number;
}

const GRID = DISTANCE_AXIS_KM.bins * FARE_AXIS_USD.bins;
const MAP = MAP_LON_AXIS_DEG.bins * MAP_LAT_AXIS_DEG.bins;

/** The trips to train on and those held out by distance and fare, then all rows and the dropped ones by place. */
export const PICTURE_SECTIONS: Readonly<Record<'train' | 'heldOut' | 'pickups' | 'dropped', PictureSection>> = {
  train: { start: 0, end: GRID },
  heldOut: { start: GRID, end: 2 * GRID },
  pickups: { start: 2 * GRID, end: 2 * GRID + MAP },
  dropped: { start: 2 * GRID + MAP, end: 2 * (GRID + MAP) },
};

/** Length of a picture. Its counts are whole numbers, so they add up in any order. */
export const PICTURE_LENGTH: number = PICTURE_SECTIONS.dropped.end;
