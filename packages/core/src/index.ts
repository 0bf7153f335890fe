export type { CsvBatch, CsvEnd, CsvReader, CsvReaderOptions, CsvSlice } from './csv/contract.ts';
export { BLOCK_BYTES } from './csv/contract.ts';
export { createCsvReader } from './csv/create-csv-reader.ts';
export type { Separator } from './csv/first-record.ts';
export { MAX_HEADER_BYTES } from './csv/first-record.ts';
export type { CsvHeader, HeaderOptions } from './csv/parse-header.ts';
export { parseHeader } from './csv/parse-header.ts';
export { DataError } from './data-error.ts';
export type { Selection, TripEngine } from './kernels/trip-engine.ts';
export { createTripEngine } from './kernels/trip-engine.ts';
export type { Moments } from './moments.ts';
export { emptyMoments, mergeMoments, parseMoments } from './moments.ts';
export { momentsOf } from './moments-of.ts';
export { clean } from './trips/clean.ts';
export type { Dropped } from './trips/dropped.ts';
export type { ColumnOptions, DistanceUnit, FoundColumns, LackingColumns, Purpose } from './trips/find-columns.ts';
export { DISTANCE_UNITS_KM, findColumns } from './trips/find-columns.ts';
export type { DroppedRow, FirstDroppedOptions } from './trips/first-dropped.ts';
export { firstDropped } from './trips/first-dropped.ts';
export { computeDistances, EARTH_RADIUS_KM, haversineBatch, haversineKm } from './trips/haversine.ts';
export { holdOut } from './trips/hold-out.ts';
export type { TripField } from './trips/name-sets.ts';
export { TRIP_FIELDS } from './trips/name-sets.ts';
export { OtherRows } from './trips/other-rows.ts';
export type { TripHeader, TripHeaderOptions } from './trips/parse-trip-header.ts';
export { columnsNamed, parseTripHeader } from './trips/parse-trip-header.ts';
export { tallyPicture } from './trips/picture.ts';
export type { Axis, PictureSection } from './trips/picture-axes.ts';
export {
  DISTANCE_AXIS_KM,
  FARE_AXIS_USD,
  MAP_LAT_AXIS_DEG,
  MAP_LON_AXIS_DEG,
  PICTURE_LENGTH,
  PICTURE_SECTIONS,
} from './trips/picture-axes.ts';
export { picturePacked, pictureUnpacked } from './trips/picture-bytes.ts';
export type { PictureCells, PlaceCell, TripCell } from './trips/picture-cells.ts';
export { cellsOf } from './trips/picture-cells.ts';
export type { CleaningRule, CleaningRules, DataParts, DropReason, RangeName, RuleRange } from './trips/rules.ts';
export {
  byReason,
  DEFAULT_RULES,
  DROP_REASONS,
  parseRules,
  RULE_RANGES,
  RULES,
  rulesFor,
  rulesOf,
  rulesOff,
} from './trips/rules.ts';
export type { SparsePicture } from './trips/sparse-picture.ts';
export { addPicture, mergePicture } from './trips/sparse-picture.ts';
export type { Summary } from './trips/summary.ts';
export {
  emptySummary,
  mergeSummaries,
  parseSummary,
  summarize,
  summarizeSelected,
  summaryOfLines,
  summaryOfOthers,
} from './trips/summary.ts';
export type { GivenDistances, PlaceColumns, TripBatch, TripColumns } from './trips/trips.ts';
export { tripsIn } from './trips/trips-in.ts';
export { ALONE, HELD_OUT, KEPT, verdictOf } from './trips/verdict.ts';
