import type { Selection, TripEngine } from '../kernels/trip-engine.ts';
import { emptyMoments, type Moments, mergeMoments, parseMoments } from '../moments.ts';
import { momentsOf } from '../moments-of.ts';
import { type Dropped, mergeDropped, NONE_DROPPED } from './dropped.ts';
import { assignFolds } from './hold-out.ts';
import { OtherRows } from './other-rows.ts';
import { byReason, DROP_REASONS, type DropReason } from './rules.ts';
import type { TripColumns } from './trips.ts';
import { KEPT } from './verdict.ts';

/**
 * Everything that is said about some rows: a monoid with `emptySummary` and `mergeSummaries`. JSON-shaped, and JSON keeps
 * it to the last bit.
 */
export interface Summary {
  /** Data records, whatever became of them. */
  readonly rows: number;
  /** Physical lines. */
  readonly lines: number;
  /** The line of the first record with a wrong number of fields, 1 being the first of `lines`. */
  readonly firstMalformedLine: number | null;
  /** Of fare on distance, over the rows to train on and over those held out. */
  readonly train: Moments;
  readonly heldOut: Moments;
  /** Of each fold of a cross-validation; together they are the rows to train on. Empty where there is none. */
  readonly folds: readonly Moments[];
  readonly dropped: Readonly<Record<DropReason, Dropped>>;
}

const EMPTY: Moments = emptyMoments();
const NOTHING_DROPPED = byReason(() => NONE_DROPPED);

export function emptySummary(): Summary {
  const [train, heldOut, dropped] = [EMPTY, EMPTY, NOTHING_DROPPED];
  return { rows: 0, lines: 0, firstMalformedLine: null, train, heldOut, folds: [], dropped };
}

/** Of the rows of `a` followed by those of `b`. */
export function mergeSummaries(a: Summary, b: Summary): Summary {
  const lineInB = b.firstMalformedLine === null ? null : a.lines + b.firstMalformedLine;
  return {
    rows: a.rows + b.rows,
    lines: a.lines + b.lines,
    firstMalformedLine: a.firstMalformedLine ?? lineInB,
    train: mergeMoments(a.train, b.train),
    heldOut: mergeMoments(a.heldOut, b.heldOut),
    folds: mergeFolds(a.folds, b.folds),
    dropped: mergeAllDropped(a.dropped, b.dropped),
  };
}

function mergeAllDropped(a: Summary['dropped'], b: Summary['dropped']): Summary['dropped'] {
  if (a === NOTHING_DROPPED || b === NOTHING_DROPPED) return a === NOTHING_DROPPED ? b : a;
  return byReason((reason) => mergeDropped(a[reason], b[reason]));
}

function mergeFolds(a: Summary['folds'], b: Summary['folds']): Summary['folds'] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  if (a.length !== b.length) throw new RangeError(`mergeFolds: ${a.length} folds, got ${b.length}`);
  return a.map((moments, i) => mergeMoments(moments, b[i]!));
}

/** Records with a wrong number of fields: counted by the reader, with the physical lines of all records. */
export function summaryOfLines(lines: number, malformed: number, firstMalformedLine: number | null): Summary {
  const empty = emptySummary();
  const dropped = { ...empty.dropped, malformed: { ...NONE_DROPPED, count: malformed } };
  return { ...empty, rows: malformed, lines, firstMalformedLine, dropped };
}

/** The summary of trips, from their verdicts; `selection` has those to train on, also summed up in so many folds. */
export function summarize(trips: TripColumns, selection: Selection, engine: TripEngine, foldCount = 0): Summary {
  const others = new OtherRows();
  others.add(trips, selection);
  return mergeSummaries(summarizeSelected(trips, selection, engine, foldCount), summaryOfOthers(others));
}

/** The same of the selected rows alone. */
export function summarizeSelected(
  trips: TripColumns,
  selection: Selection,
  engine: TripEngine,
  foldCount: number,
): Summary {
  const train = selection.length === 0 ? EMPTY : engine.momentsOf(selection);
  const folds = foldCount === 0 ? [] : momentsByFold(trips, foldCount);
  return { ...emptySummary(), rows: selection.length, train, folds };
}

/** The summary of rows that were not selected; empties them. */
export function summaryOfOthers(others: OtherRows): Summary {
  return { ...emptySummary(), ...others.take() };
}

function momentsByFold(trips: TripColumns, count: number): readonly Moments[] {
  const { length, verdicts, distanceKm, fareUsd } = trips;
  if (foldOf.length < length) {
    [km, usd, foldOf] = [new Float64Array(length), new Float64Array(length), new Uint8Array(length)];
  }
  assignFolds(trips, count, foldOf);
  return Array.from({ length: count }, (_, fold) => {
    let n = 0;
    for (let i = 0; i < length; i++) {
      if (verdicts[i] !== KEPT || foldOf[i] !== fold) continue;
      km[n] = distanceKm[i]!;
      usd[n++] = fareUsd[i]!;
    }
    return momentsOf([km], usd, n);
  });
}

/** Selected rows, close together, and each row's fold; overwritten by every call. */
let km = new Float64Array(0);
let usd = new Float64Array(0);
let foldOf = new Uint8Array(0);

/** The summary in a JSON value; `undefined` where it is none. */
export function parseSummary(value: unknown): Summary | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { rows, lines, firstMalformedLine, ...rest } = value as Readonly<Record<string, unknown>>;
  const [train, heldOut] = [parseMoments(rest.train), parseMoments(rest.heldOut)];
  const folds = Array.isArray(rest.folds) ? rest.folds.map((fold) => parseMoments(fold)) : [undefined];
  const entries: [DropReason, Dropped][] = [];
  for (const reason of DROP_REASONS) {
    const one = parseDropped(rest.dropped, reason);
    if (one !== undefined) entries.push([reason, one]);
  }
  if (!isCount(rows) || !isCount(lines) || !(firstMalformedLine === null || isCount(firstMalformedLine)))
    return undefined;
  if (!folds.every((fold) => fold !== undefined)) return undefined;
  if (train === undefined || heldOut === undefined || entries.length < DROP_REASONS.length) return undefined;
  const found = new Map(entries);
  const dropped = byReason((reason) => found.get(reason) ?? NONE_DROPPED);
  const total = DROP_REASONS.reduce((sum, reason) => sum + dropped[reason].count, train.n + heldOut.n);
  return total === rows ? { rows, lines, firstMalformedLine, train, heldOut, folds, dropped } : undefined;
}

function parseDropped(value: unknown, reason: DropReason): Dropped | undefined {
  const one: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, reason) : undefined;
  if (typeof one !== 'object' || one === null) return undefined;
  const { count, ...rest } = one as Readonly<Record<string, unknown>>;
  const [alone, all] = [parseMoments(rest.alone), parseMoments(rest.all)];
  return isCount(count) && alone && all && alone.n <= all.n && all.n <= count ? { count, alone, all } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
