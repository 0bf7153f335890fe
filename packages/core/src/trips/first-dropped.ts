import { parse } from 'csv-parse/sync';
import { numberOf } from '../csv/number-of.ts';
import { createTripEngine } from '../kernels/trip-engine.ts';
import { clean } from './clean.ts';
import type { DistanceUnit } from './find-columns.ts';
import { computeDistances } from './haversine.ts';
import type { TripField } from './name-sets.ts';
import type { TripHeader } from './parse-trip-header.ts';
import { type CleaningRules, DROP_REASONS, type DropReason, RULES } from './rules.ts';
import type { TripColumns } from './trips.ts';
import { tripsIn } from './trips-in.ts';
import { ALONE, KEPT } from './verdict.ts';

/** A row that was dropped, and what about it was why. */
export interface DroppedRow {
  /** Physical line, 1 being the first. */
  readonly line: number;
  /** A clause with the value: "fare_amount: not a number, got '$5.0'". */
  readonly why: string;
}

export interface FirstDroppedOptions {
  readonly header: TripHeader;
  /** Whether the bytes end where the file does. */
  readonly isComplete: boolean;
  readonly rules: CleaningRules | undefined;
  readonly distanceUnit?: DistanceUnit | undefined;
}

/**
 * The first row that is dropped for each reason, among the whole records of a file's first bytes: to say why, once a pass
 * has found that many are. Slow, as it reads with csv-parse; what it says of a row is what the pass found.
 */
export function firstDropped(
  bytes: Uint8Array,
  { header, isComplete, rules, distanceUnit }: FirstDroppedOptions,
): ReadonlyMap<DropReason, DroppedRow> {
  const records = recordsIn(bytes, header, isComplete);
  const found = new Map<DropReason, DroppedRow>();
  const malformed = records.find(({ fields }) => !isWellFormed(fields, header));
  if (malformed !== undefined) {
    const why = `${malformed.fields.length} ${malformed.fields.length === 1 ? 'field' : 'fields'}, the header has ${header.fields}`;
    found.set('malformed', { line: malformed.line, why });
  }
  const rows = records.filter(({ fields }) => isWellFormed(fields, header));
  const column = (field: TripField) => {
    const position = header.positions[header.holds.indexOf(field)];
    const numberIn = ({ fields }: CsvRecord) => numberOf(fields[position ?? -1] ?? '', header.separator);
    return Float64Array.from(rows, numberIn);
  };
  // Trips whose fares are to be predicted have none.
  const isTraining = header.holds.includes('fare_amount');
  const holds = header.holds.filter((field) => field !== 'key');
  const columns = holds.map(column);
  if (!isTraining) columns.unshift(new Float64Array(rows.length));
  const engine = createTripEngine();
  const batch = { length: rows.length, columns };
  const trips = engine.load(tripsIn(batch, isTraining ? holds : ['fare_amount', ...holds], distanceUnit));
  computeDistances(trips, engine);
  clean(trips, rules, engine);
  for (const [i, { fields, line }] of rows.entries()) {
    const verdict = trips.verdicts[i]! & ~ALONE;
    const reason = verdict === KEPT ? undefined : DROP_REASONS[verdict - 1];
    if (reason === undefined || found.has(reason)) continue;
    found.set(reason, { line, why: whyDropped(reason, { fields, trips, i, header, rules }) });
  }
  return found;
}

interface CsvRecord {
  readonly fields: readonly string[];
  readonly line: number;
}

/** The whole records after the header, as far as they can be told apart. */
function recordsIn(bytes: Uint8Array, header: TripHeader, isComplete: boolean): readonly CsvRecord[] {
  const end = isComplete ? bytes.length : bytes.lastIndexOf(10) + 1;
  const records: CsvRecord[] = [];
  let at = header.endByte;
  let line = header.lines + 1;
  const onRecord = ({ record, info }: { readonly record: string[]; readonly info: { readonly bytes: number } }) => {
    const recordEnd = header.endByte + info.bytes;
    for (; bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] === 10); at += 1) line += Number(bytes[at] === 10);
    records.push({ fields: record, line });
    for (; at < recordEnd; at += 1) line += Number(bytes[at] === 10);
    return null;
  };
  try {
    parse(bytes.subarray(header.endByte, end), {
      delimiter: header.separator,
      info: true,
      on_record: onRecord as never,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
  } catch {
    // The bytes end inside quotes: what is before them is what there is to see.
  }
  return records;
}

function isWellFormed(fields: readonly string[], { fields: wanted }: TripHeader): boolean {
  return fields.length >= wanted && fields.slice(wanted).every((field) => field === '');
}

interface Row {
  readonly fields: readonly string[];
  readonly trips: TripColumns;
  readonly i: number;
  readonly header: TripHeader;
  readonly rules: CleaningRules | undefined;
}

function whyDropped(reason: DropReason, row: Row): string {
  const { trips, i, header } = row;
  if (reason === 'missing') return whyMissing(row);
  const columns = COLUMNS.filter(({ field }) => header.holds.includes(field));
  if (reason === 'zero-coordinates') {
    const zero = columns.find(({ field, column }) => isPlace(field) && trips[column][i] === 0);
    return `${nameOf(zero?.field, header)} is 0`;
  }
  for (const { ranges } of RULES.filter((rule) => rule.reason === reason)) {
    for (const { name, unit, min, max } of ranges) {
      const [low, high] = [row.rules?.[min] ?? -Infinity, row.rules?.[max] ?? Infinity];
      for (const { field, range, column } of [...columns, DISTANCE]) {
        const value = trips[column][i] ?? Number.NaN;
        const isOutside = !(value >= low && value <= high) || (name === 'distance' && value === low);
        if (range !== name || !isOutside) continue;
        const shown = field === undefined ? Number(value.toPrecision(4)) : value;
        const subject = field === undefined ? 'the distance' : nameOf(field, header);
        const bounds = `${low} to ${high} ${unit}`.trim();
        return `${subject}: outside ${bounds}, got ${shown}`;
      }
    }
  }
  return reason;
}

function whyMissing({ fields, header }: Row): string {
  for (const [k, position] of header.positions.entries()) {
    if (header.holds[k] === 'key') continue;
    const text = fields[position] ?? '';
    if (Number.isFinite(numberOf(text, header.separator))) continue;
    const name = nameOf(header.holds[k], header);
    return text.trim() === '' ? `${name} is empty` : `${name}: not a number, got '${shortened(text)}'`;
  }
  return 'the distance is not a number';
}

function shortened(text: string): string {
  const shown = text.replace(/\p{Cc}/gu, '?');
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}

/** What the file calls a column. */
function nameOf(field: TripField | undefined, { holds, positions, names }: TripHeader): string {
  const position = field === undefined ? undefined : positions[holds.indexOf(field)];
  return (position === undefined ? undefined : names[position]) ?? field ?? 'a coordinate';
}

function isPlace(field: TripField): boolean {
  return field.endsWith('latitude') || field.endsWith('longitude');
}

const DISTANCE = { field: undefined, range: 'distance', column: 'distanceKm' } as const;
const COLUMNS = [
  { field: 'fare_amount', range: 'fare', column: 'fareUsd' },
  { field: 'pickup_latitude', range: 'latitude', column: 'pickupLatDeg' },
  { field: 'pickup_longitude', range: 'longitude', column: 'pickupLonDeg' },
  { field: 'dropoff_latitude', range: 'latitude', column: 'dropoffLatDeg' },
  { field: 'dropoff_longitude', range: 'longitude', column: 'dropoffLonDeg' },
  { field: 'passenger_count', range: 'passengers', column: 'passengerCount' },
] as const;
