export type { CleaningRules, DropReason } from './clean.ts';
export { ALONE, clean, DEFAULT_RULES, DROP_REASONS, HELD_OUT, KEPT } from './clean.ts';
export type { CsvBatch, CsvEnd, CsvReader, CsvReaderOptions, CsvSlice } from './csv/contract.ts';
export { BLOCK_BYTES } from './csv/contract.ts';
export { createCsvReader } from './csv/create-csv-reader.ts';
export type { CsvHeader, HeaderOptions } from './csv/parse-header.ts';
export { MAX_HEADER_BYTES, parseHeader } from './csv/parse-header.ts';
export { DataError } from './data-error.ts';
export { computeDistances, EARTH_RADIUS_KM, haversineBatch, haversineKm } from './haversine.ts';
export { holdOut } from './holdout.ts';
export type { Moments } from './moments.ts';
export { emptyMoments, mergeMoments, momentsOf, parseMoments } from './moments.ts';
export type { Axis, DroppedCell, PictureCells, SparsePicture, TripCell } from './picture.ts';
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
} from './picture.ts';
export type { Dropped, Summary } from './summary.ts';
export { emptySummary, mergeSummaries, parseSummary, summarize, summaryOfLines } from './summary.ts';
export type { HeldTrips, TripKernel } from './trip-kernel.ts';
export { createTripKernel } from './trip-kernel.ts';
export type { DistancedTripBatch, TripBatch } from './trips.ts';
export { TRIP_COLUMNS } from './trips.ts';
