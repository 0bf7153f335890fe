/** The ends of trips in degrees, as columns. */
export interface PlaceColumns {
  readonly pickupLatDeg: Float64Array;
  readonly pickupLonDeg: Float64Array;
  readonly dropoffLatDeg: Float64Array;
  readonly dropoffLonDeg: Float64Array;
}

/**
 * Some thousand trips as columns, each of `length` values. A value that the file does not give, or that is not a
 * number, is NaN. Columns may be views that the next batch overwrites: use them before asking for it.
 */
export interface TripBatch {
  readonly length: number;
  readonly fareUsd: Float64Array;
  /** The ends of the trips, or how far they went where the data says only that. */
  readonly way: PlaceColumns | GivenDistances;
  /** `undefined` where the data has no such column. */
  readonly passengerCount: Float64Array | undefined;
}

/** Distances that the data gives, in a unit of so many kilometres. */
export interface GivenDistances {
  readonly distances: Float64Array;
  readonly unitKm: number;
}

/** Trips with what the steps find out about them; columns may be longer than `length`. */
export interface TripColumns extends PlaceColumns {
  readonly length: number;
  readonly fareUsd: Float64Array;
  readonly passengerCount: Float64Array;
  /** Whether the data has coordinates, and passengers. Where it has none, each of them is 1. */
  readonly hasPlaces: boolean;
  readonly hasPassengers: boolean;
  /** Great-circle distance between a trip's ends, or what the data gives. */
  readonly distanceKm: Float64Array;
  /** What becomes of each trip: see verdict.ts. */
  readonly verdicts: Uint8Array;
}
