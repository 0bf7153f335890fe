export type { InputForms, InspectOptions, RowGroups } from './inspect-inputs.ts';
export { inspectInputs, isRereadable } from './inspect-inputs.ts';
export { listInputs, SHARD_BYTES } from './list-inputs.ts';
export type { HeadOptions, TripHeaderRequest } from './read-head.ts';
export { readHead } from './read-head.ts';
export { isParquet, readTripHeader } from './read-trip-header.ts';
