import {
  type FirstRecord,
  firstRecord,
  type Preamble,
  preambleOf,
  SEPARATORS,
  type Separator,
} from '../csv/first-record.ts';
import { type CsvHeader, keyOf, listed, refuseForeign, refuseRepeated } from '../csv/parse-header.ts';
import { DataError } from '../data-error.ts';
import { type ColumnOptions, type FoundColumns, findColumns, knownKeys, type Purpose } from './find-columns.ts';
import {
  areSwapped,
  FIRST_ROWS_BYTES,
  firstRows,
  haveDecimalCommas,
  haveEmptyRest,
  haveRowNames,
  looksLikeData,
  medianOf,
} from './first-rows.ts';
import { headerProblem, refuseCarriageReturns } from './header-problem.ts';
import type { TripField } from './name-sets.ts';

/** The form of a CSV file of trips, however its author calls and separates its columns. */
export interface TripHeader extends CsvHeader {
  /** What the wanted columns hold, in the order of `positions`. */
  readonly holds: readonly TripField[];
  /** What about the file is not as Kaggle's is, and was understood all the same: a clause each. */
  readonly notes: readonly string[];
  /** Whether latitudes stand where longitudes are to be expected. */
  readonly isSwapped: boolean;
  /** Of the first rows' distances, in the column's own unit; `undefined` where there is no such column. */
  readonly medianDistance: number | undefined;
}

export interface TripHeaderOptions extends ColumnOptions {
  readonly purpose: Purpose;
  /** What to call the file in an error. */
  readonly source: string;
  /** Whether `bytes` is the whole file. */
  readonly isComplete: boolean;
}

/**
 * The header of the file of trips that begins with `bytes`: its separator, the known names that it has, or the names that
 * are given for a file without a header, R's row names. Undefined if there are too few bytes to say. Throws a `DataError`
 * if the file is empty, is not CSV, or lacks (or repeats) a wanted column.
 */
export function parseTripHeader(bytes: Uint8Array, options: TripHeaderOptions): TripHeader | undefined {
  const { source, isComplete } = options;
  refuseForeign(bytes, source);
  const preamble = preambleOf(bytes);
  const first = mostFitting(bytes, preamble, options);
  if (first === undefined) return undefined;
  const { record, separator } = first;
  const hasHeader = options.header === undefined || isHeader(record.fields, options.header);
  const { endByte, lines } = hasHeader ? record : preamble;
  if (!isComplete && bytes.length < endByte + FIRST_ROWS_BYTES) return undefined;
  const rows = firstRows(bytes.subarray(endByte), separator, isComplete);
  const { found, names } = columnsOf(record, { ...options, below: bytes.subarray(record.endByte) });
  refuseRepeated(found.names, names, record.place);
  const rowNames = haveRowNames(rows, names.length) ? 1 : 0;
  const positions = found.positions.map((position) => position + rowNames);
  const at = (field: TripField) => positions[found.holds.indexOf(field)] ?? -1;
  const fields = names.length + rowNames;
  const notes = [
    ...(preamble.separator === undefined ? [] : [`its first line says sep=${nameOf(separator)}`]),
    ...(separator === ',' ? [] : [`fields are separated by ${nameOf(separator)}`]),
    ...(separator !== ',' && haveDecimalCommas(rows, positions) ? ['decimals are written with a comma'] : []),
    ...(found.publisher === 'Kaggle' ? [] : [`columns are called as by ${found.publisher}`]),
    ...(hasHeader ? [] : ['there is no header; columns are called as given']),
    ...(rowNames === 0 ? [] : ['rows begin with a number that has no name in the header']),
    ...(haveEmptyRest(rows, fields) ? [`rows have empty fields beyond the header's ${fields}`] : []),
  ];
  return {
    ...{ separator, fields, positions, endByte, lines, notes, holds: found.holds },
    names: rowNames === 0 ? names : ['', ...names],
    medianDistance: at('trip_distance') < 0 ? undefined : medianOf(rows, separator, at('trip_distance')),
    isSwapped:
      at('pickup_latitude') >= 0 && areSwapped(rows, separator, [at('pickup_latitude'), at('pickup_longitude')]),
  };
}

interface Fitting {
  readonly record: FirstRecord;
  readonly separator: Separator;
}

/** The first record, split by the separator that gives the most names that are known; a comma where none is better. */
function mostFitting(bytes: Uint8Array, preamble: Preamble, options: TripHeaderOptions): Fitting | undefined {
  const known = knownKeys(options);
  const fitOf = ({ fields }: FirstRecord): number => {
    const isOfLength = fields.length === options.header?.length;
    return fields.filter((field) => known.has(keyOf(field))).length + (isOfLength ? 1 : 0);
  };
  let best: (Fitting & { readonly fit: number }) | undefined;
  for (const separator of preamble.separator === undefined ? SEPARATORS : [preamble.separator]) {
    const record = firstRecord(bytes, preamble, { ...options, separator });
    if (record === undefined) return undefined;
    const fit = fitOf(record);
    if (best === undefined || fit > best.fit) best = { record, separator, fit };
    if (best.fit >= 4) break;
  }
  return best;
}

/** Whether a file's first record is a header, although names are given: it has those, or others that are no values. */
function isHeader(record: readonly string[], given: readonly string[]): boolean {
  const isSame = record.length === given.length && given.some((name, i) => keyOf(name) === keyOf(record[i] ?? ''));
  return isSame || !looksLikeData(record);
}

/** The wanted columns, and the names of all. */
function columnsOf(
  { fields, place, lines }: FirstRecord,
  options: TripHeaderOptions & { readonly below: Uint8Array },
): { readonly found: FoundColumns; readonly names: readonly string[] } {
  const names = options.header ?? fields;
  const where = `${place.source}: line ${place.line}`;
  refuseCarriageReturns(fields, where, place);
  if (names.length !== fields.length) {
    const what = `${fields.length} fields, and --columns names ${names.length}; name each, _ for one that is not wanted`;
    throw new DataError(`${where}: ${what}`, place);
  }
  const found = findColumns(names, options.purpose, options);
  if ('holds' in found) return { found, names };
  if (options.header !== undefined) {
    throw new DataError(
      `--columns: ${found.lacks.join(', ')} ${found.lacks.length === 1 ? 'is' : 'are'} not among them, got ${listed(names)}; add what is missing`,
      place,
    );
  }
  throw new DataError(`${where}: ${headerProblem(fields, found, { ...options, lines })}`, place);
}

/** The wanted columns of a file that knows its columns' names. Throws `DataError` where it lacks some. */
export function columnsNamed(
  names: readonly string[],
  options: Pick<TripHeaderOptions, 'purpose' | 'source'> & ColumnOptions,
): FoundColumns {
  const found = findColumns(names, options.purpose, options);
  if ('holds' in found) return found;
  throw new DataError(`${options.source}: ${headerProblem(names, found, options)}`, { source: options.source });
}

function nameOf(separator: Separator): string {
  return separator === '\t' ? 'tabs' : separator;
}
