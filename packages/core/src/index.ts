export type { CsvBatch, CsvEnd, CsvReader, CsvReaderOptions, CsvSlice } from './csv/contract.ts';
export { BLOCK_BYTES } from './csv/contract.ts';
export { createCsvReader } from './csv/create-csv-reader.ts';
export type { CsvHeader, HeaderOptions } from './csv/parse-header.ts';
export { MAX_HEADER_BYTES, parseHeader } from './csv/parse-header.ts';
export { DataError } from './data-error.ts';
export type { HeldTrips, TripKernel } from './kernels/trip-engine.ts';
export { createTripKernel } from './kernels/trip-engine.ts';
export type { Moments } from './moments.ts';
export { emptyMoments, mergeMoments, momentsOf, parseMoments } from './moments.ts';
export type { CleaningRules, DropReason } from './trips/clean.ts';
export { ALONE, clean, DEFAULT_RULES, DROP_REASONS, HELD_OUT, KEPT } from './trips/clean.ts';
export { computeDistances, EARTH_RADIUS_KM, haversineBatch, haversineKm } from './trips/haversine.ts';
export { holdOut } from './trips/hold-out.ts';
export type { Axis, DroppedCell, PictureCells, SparsePicture, TripCell } from './trips/picture.ts';
export {
  addPicture,
  cellsOf,
  DISTANCE_AXIS_KM,
  FARE_AXIS_USD,
  MAP_LAT_AXIS_DEG,
  MAP_LON_AXIS_DEG,
  mergePicture,
  PICTURE_LENGTH,
  sparsePicture,
  tallyPicture,
} from './trips/picture.ts';
export type { Dropped, Summary } from './trips/summary.ts';
export { emptySummary, mergeSummaries, parseSummary, summarize, summaryOfLines } from './trips/summary.ts';
export type { DistancedTripBatch, TripBatch } from './trips/trips.ts';
export { TRIP_COLUMNS } from './trips/trips.ts';
