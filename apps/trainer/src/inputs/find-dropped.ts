import {
  type CleaningRules,
  type ColumnOptions,
  type DroppedRow,
  type DropReason,
  firstDropped,
  type TripHeader,
} from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import {
  type HeadOptions,
  isParquet,
  isRereadable,
  readHead,
  readTripHeader,
  type TripHeaderRequest,
} from '@taxifare/trip-files';

/** A dropped row is looked for in so many first bytes of an input, if need be in so many more, and no further. */
const HEAD_BYTES = 64;
const LOOKED_AT_ROWS = 100_000;
const LOOKED_AT_BYTES = [256 * 1024, 2 * 1024 * 1024, 16 * 1024 * 1024];

export interface FoundRow extends DroppedRow {
  readonly uri: string;
  /** `line 42`, or of a Parquet file `row 41`. */
  readonly where: string;
}

export interface FindDroppedOptions extends HeadOptions {
  readonly columns?: ColumnOptions | undefined;
  readonly rules: CleaningRules | undefined;
}

/**
 * The first row that was dropped for a reason, once it is known that there are some; `undefined` if it is not among the
 * first 16 MiB of the inputs.
 */
export async function findDropped(
  reason: DropReason,
  inputs: readonly ObjectInfo[],
  { columns, rules, ...options }: FindDroppedOptions,
): Promise<FoundRow | undefined> {
  for (const input of inputs) {
    if (input.bytes === 0 || !isRereadable(input)) continue;
    const request = { ...options, columns, purpose: 'training' as const };
    const { header, rowGroups } = await readTripHeader(input, request);
    const found =
      rowGroups === undefined
        ? await inCsv(input, header, reason, { ...options, columns, rules })
        : await inParquet(input, reason, { ...request, rules });
    if (found !== undefined) return found.row && { ...found.row, uri: input.uri };
  }
  return undefined;
}

/** The row, or none where it is not among the bytes that are looked at; `undefined` if the whole input has none. */
type Found = { readonly row: Omit<FoundRow, 'uri'> | undefined } | undefined;

async function inCsv(
  input: ObjectInfo,
  header: TripHeader,
  reason: DropReason,
  { columns, rules, ...options }: FindDroppedOptions,
): Promise<Found> {
  for (const want of LOOKED_AT_BYTES) {
    const { bytes, isComplete } = await readHead(input, want, options);
    const row = firstDropped(bytes, { header, isComplete, rules, distanceUnit: columns?.distance?.unit }).get(reason);
    if (row !== undefined) return { row: { ...row, where: `line ${row.line}` } };
    if (isComplete) return undefined;
  }
  return { row: undefined };
}

async function inParquet(
  input: ObjectInfo,
  reason: DropReason,
  { rules, ...request }: TripHeaderRequest & Pick<FindDroppedOptions, 'rules'>,
): Promise<Found> {
  const { parquetRows } = await import('@taxifare/trip-files/parquet');
  const { bytes, header, columns } = await parquetRows(input, LOOKED_AT_ROWS, request);
  const row = firstDropped(bytes, { header, isComplete: true, rules, distanceUnit: columns.distance?.unit }).get(
    reason,
  );
  return { row: row && { ...row, where: `row ${row.line - header.lines}` } };
}

/**
 * The first row of a file that has no distance to predict a fare for, none of which is before `fromByte` of a CSV file;
 * `undefined` if it is not among the first 16 MiB.
 */
export async function findWithoutFare(
  input: ObjectInfo,
  header: TripHeader,
  { distance, fromByte, ...options }: HeadOptions & Pick<ColumnOptions, 'distance'> & { readonly fromByte: number },
): Promise<FoundRow | undefined> {
  if (!isRereadable(input)) return undefined;
  const { bytes: head } = await readHead(input, HEAD_BYTES, options);
  if (isParquet(head)) {
    const request = { ...options, columns: { distance }, purpose: 'prediction' as const, rules: undefined };
    const found = await inParquet(input, 'missing', request);
    return found?.row && { ...found.row, uri: input.uri };
  }
  for (const want of LOOKED_AT_BYTES.filter((bytes) => bytes > fromByte)) {
    const { bytes, isComplete } = await readHead(input, want, options);
    const found = firstDropped(bytes, { header, isComplete, rules: undefined, distanceUnit: distance?.unit });
    // A row that is too short has what it has.
    const [first] = [found.get('missing'), found.get('malformed')].filter((row) => row !== undefined);
    if (first !== undefined) return { ...first, uri: input.uri, where: `line ${first.line}` };
    if (isComplete) return undefined;
  }
  return undefined;
}
