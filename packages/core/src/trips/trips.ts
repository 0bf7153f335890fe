/** The columns of Kaggle's file that the fare model reads, in the order in which a batch holds them. */
export const TRIP_COLUMNS = [
  'fare_amount',
  'pickup_latitude',
  'pickup_longitude',
  'dropoff_latitude',
  'dropoff_longitude',
  'passenger_count',
] as const;

/**
 * Some thousand trips as columns, each of `length` values. A value that the file does not give, or that is not a
 * number, is NaN. Columns may be views that the next batch overwrites: use them before asking for it.
 */
export interface TripBatch {
  readonly length: number;
  readonly fareUsd: Float64Array;
  readonly pickupLatDeg: Float64Array;
  readonly pickupLonDeg: Float64Array;
  readonly dropoffLatDeg: Float64Array;
  readonly dropoffLonDeg: Float64Array;
  readonly passengerCount: Float64Array;
}

/** Trips with what the steps find out about them; columns may be longer than `length`. */
export interface TripColumns extends TripBatch {
  /** Great-circle distance between a trip's ends. */
  readonly distanceKm: Float64Array;
  /** What becomes of each trip: see verdict.ts. */
  readonly verdicts: Uint8Array;
}
