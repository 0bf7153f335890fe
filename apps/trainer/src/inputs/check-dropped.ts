import { type CleaningRules, DataError, DROP_REASONS, type DropReason, RULES, type Summary } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import type { InputForms } from '@taxifare/trip-files';
import { grouped } from '../terminal/format-number.ts';
import type { FindDroppedOptions, FoundRow } from './find-dropped.ts';

/** A larger share of the rows dropped for one reason is worth a warning. */
const WARNED_SHARE = 0.2;

export interface CheckDroppedOptions extends Omit<FindDroppedOptions, 'rules'> {
  readonly inputs: readonly ObjectInfo[];
  readonly forms: Pick<InputForms, 'warnings'>;
  readonly rules: CleaningRules | undefined;
  /** A larger share of the rows dropped for one reason is an error. */
  readonly maxDropped?: number | undefined;
  /** Any row that is no row of numbers is an error. */
  readonly isStrict?: boolean | undefined;
}

/** What became of all rows. */
type Rows = Pick<Summary, 'rows' | 'train' | 'heldOut' | 'dropped'>;

/**
 * What is to be said of the rows that were dropped, with the first of them. Throws `DataError` where they are more than
 * may be, or where fewer than two rows are left: whether `least` of them are enough is for the fit to say.
 */
export async function checkDropped(summary: Rows, options: CheckDroppedOptions): Promise<readonly string[]> {
  const { isStrict = false } = options;
  if (summary.train.n < 2) throw await nothingLeft(summary, options);
  if (isStrict && summary.dropped.missing.count > 0) {
    const row = await firstRow('missing', options);
    throw dataError(row, `${describe('missing', summary, row)}; correct it, or leave out --strict to drop such rows`);
  }
  return await droppedWarnings(summary, options);
}

/** A sentence for each reason for which many rows were dropped. Throws `DataError` where they are more than may be. */
export async function droppedWarnings(summary: Rows, options: CheckDroppedOptions): Promise<readonly string[]> {
  const { maxDropped } = options;
  const warnings: string[] = [];
  for (const reason of DROP_REASONS) {
    const share = summary.dropped[reason].count / summary.rows;
    if (share <= Math.min(WARNED_SHARE, maxDropped ?? 1)) continue;
    const row = await firstRow(reason, options);
    const said = describe(reason, summary, row);
    if (share > (maxDropped ?? 1)) {
      throw dataError(row, `${said}; that is more than --max-dropped ${maxDropped}: ${adviceOn(reason, row, options)}`);
    }
    if (share > WARNED_SHARE) warnings.push(said);
  }
  return warnings;
}

/** Why there is nothing to fit, and what to do: by the reason that took most. */
export async function nothingLeft(summary: Rows, options: CheckDroppedOptions): Promise<DataError> {
  const { rows, train, heldOut, dropped } = summary;
  const source = options.inputs.find(({ bytes }) => bytes > 0)?.uri;
  const left = train.n === 0 ? 'no row is left to fit' : 'one row is left to fit, and two are wanted';
  if (rows === 0) return new DataError(`${source}: there is a header and no row below it; give data`, { source });
  const reason = DROP_REASONS.reduce((most, one) => (dropped[one].count > dropped[most].count ? one : most));
  if (heldOut.n >= dropped[reason].count && heldOut.n > 0) {
    return new DataError(`${left}: ${grouped(heldOut.n)} are held out; give a smaller --test-fraction`, { source });
  }
  if (dropped[reason].count === 0) return new DataError(`${left}, got ${grouped(rows)}; give more data`, { source });
  const row = await firstRow(reason, options);
  return dataError(row, `${left}: ${describe(reason, summary, row)}; ${adviceOn(reason, row, options)}`);
}

async function firstRow(
  reason: DropReason,
  { inputs, ...options }: CheckDroppedOptions,
): Promise<FoundRow | undefined> {
  // Read only now: nearly every training does without.
  const { findDropped } = await import('./find-dropped.ts');
  return await findDropped(reason, inputs, options);
}

/** `200 of 240 rows are dropped as missing, the first in a.csv, line 42: fare_amount is empty`. */
function describe(reason: DropReason, { rows, dropped }: Rows, row: FoundRow | undefined): string {
  const { count } = dropped[reason];
  const all = count === rows ? `all ${grouped(rows)} rows` : `${grouped(count)} of ${grouped(rows)} rows`;
  const where = row === undefined ? '' : `, the first in ${row.uri}, ${row.where}: ${row.why}`;
  return `${all} are dropped for ${RULES.find((rule) => rule.reason === reason)?.subject ?? reason} (${reason})${where}`;
}

function dataError(row: FoundRow | undefined, message: string): DataError {
  return new DataError(message, { source: row?.uri, line: row?.line });
}

const SWAP = ['pickup', 'dropoff']
  .map((end) => `--column ${end}_latitude=${end}_longitude --column ${end}_longitude=${end}_latitude`)
  .join(' ');

/** What helps against rows that are dropped for a reason. */
function adviceOn(reason: DropReason, row: FoundRow | undefined, { forms, columns }: CheckDroppedOptions): string {
  const why = row?.why ?? '';
  switch (reason) {
    case 'malformed':
      return 'write as many fields in each row as the header names, and quotes around those that hold a separator';
    case 'missing':
      if (why.includes('empty')) return 'fill the column in, or leave such rows out of the file';
      if (/'\s*\d+,\d+\s*'/.test(why)) return 'write decimals with a dot';
      if (/got ' +"/.test(why)) return 'leave out the blanks before the quotes';
      return 'write plain numbers such as 5.0';
    case 'zero-coordinates':
      return 'the file has no places for these trips; give one that has';
    case 'outside-area':
      if (forms.warnings.some((warning) => warning.includes('swapped'))) {
        return `latitudes and longitudes look swapped: call the columns rightly, or give ${SWAP}`;
      }
      if (/longitude: .*, got 7[2-5]\b/.test(why))
        return 'longitudes of New York are negative: write -73.98, not 73.98';
      return 'the trips are not in New York: give --min-latitude, --max-latitude, --min-longitude and --max-longitude, or --no-clean';
    case 'distance':
      if (columns?.distance !== undefined) return 'check --distance-unit, or give --max-distance';
      return 'the ends of the trips are the same, or far apart: check the columns, or give --max-distance';
    default: {
      const names = RULES.flatMap(({ reason: one, ranges }) => (one === reason ? ranges.map(({ name }) => name) : []));
      const options = names.map((name) => `--min-${name} and --max-${name}`);
      return `check the column, or give ${[...options, '--no-clean'].join(', or ')}`;
    }
  }
}
