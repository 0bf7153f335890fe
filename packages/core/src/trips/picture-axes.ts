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

/** Length of the distance × fare grid, with which a picture begins; the map follows. */
export const GRID_LENGTH: number = DISTANCE_AXIS_KM.bins * FARE_AXIS_USD.bins;

/** Length of a picture: the distance × fare grid, then the map. Counts add up in any order. */
export const PICTURE_LENGTH: number = GRID_LENGTH + MAP_LON_AXIS_DEG.bins * MAP_LAT_AXIS_DEG.bins;
