import type { HeldTrips, TripKernel } from '../kernels/trip-engine.ts';
import { emptyMoments, type Moments, mergeMoments, momentsOf, parseMoments } from '../moments.ts';
import { ALONE, DROP_REASONS, type DropReason, HELD_OUT } from './clean.ts';

/** The rows that one rule dropped. */
export interface Dropped {
  readonly count: number;
  /** Of fare on distance over the rows that this rule alone drops: what the fit would gain without it. */
  readonly alone: Moments;
  /**
   * The same over all rows that it drops. In neither are rows that are not numbers, nor those of fares beyond ± 10¹² USD,
   * whose squares would drown the others', or overflow.
   */
  readonly all: Moments;
}

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
  readonly holdout: Moments;
  readonly dropped: Readonly<Record<DropReason, Dropped>>;
}

const MAX_DROPPED_FARE_USD = 1e12;

const NONE: Dropped = { count: 0, alone: emptyMoments(), all: emptyMoments() };

export function emptySummary(): Summary {
  const dropped = byReason(() => NONE);
  return { rows: 0, lines: 0, firstMalformedLine: null, train: NONE.all, holdout: NONE.all, dropped };
}

/** Of the rows of `a` followed by those of `b`. */
export function mergeSummaries(a: Summary, b: Summary): Summary {
  const lineInB = b.firstMalformedLine === null ? null : a.lines + b.firstMalformedLine;
  return {
    rows: a.rows + b.rows,
    lines: a.lines + b.lines,
    firstMalformedLine: a.firstMalformedLine ?? lineInB,
    train: mergeMoments(a.train, b.train),
    holdout: mergeMoments(a.holdout, b.holdout),
    dropped: byReason((reason) => mergeDropped(a.dropped[reason], b.dropped[reason])),
  };
}

function mergeDropped(a: Dropped, b: Dropped): Dropped {
  if (b.count === 0) return a;
  if (a.count === 0) return b;
  return { count: a.count + b.count, alone: mergeMoments(a.alone, b.alone), all: mergeMoments(a.all, b.all) };
}

/** Records with a wrong number of fields: counted by the reader, with the physical lines of all records. */
export function summaryOfLines(lines: number, malformed: number, firstMalformedLine: number | null): Summary {
  const empty = emptySummary();
  const dropped = { ...empty.dropped, malformed: { ...NONE, count: malformed } };
  return { ...empty, rows: malformed, lines, firstMalformedLine, dropped };
}

/** Of trips in a kernel and their verdicts. */
export function summarize(trips: HeldTrips): Summary {
  const { length, kernel, verdicts, distanceKm, fareUsd } = trips;
  const kept = kernel.steps.select(length);
  const train = momentsOfKept(kernel, kept);
  const { rest } = kernel;
  if (rest.length === 0) return { ...emptySummary(), rows: length, train };
  if (km.length < rest.length) [km, usd] = [new Float64Array(length), new Float64Array(length)];
  const momentsWith = (verdict: number, maxUsd = Number.POSITIVE_INFINITY) => {
    if (counts[verdict] === 0) return NONE.all;
    let n = 0;
    for (const i of rest) {
      if (verdicts[i] !== verdict || Math.abs(fareUsd[i]!) > maxUsd) continue;
      km[n] = distanceKm[i]!;
      usd[n++] = fareUsd[i]!;
    }
    return n === 0 ? NONE.all : momentsOf([km], usd, n);
  };
  counts.fill(0);
  for (const i of rest) counts[verdicts[i]!]!++;
  const holdout = momentsWith(HELD_OUT);
  const dropped = byReason((reason) => {
    const verdict = 1 + DROP_REASONS.indexOf(reason);
    const count = counts[verdict]! + counts[verdict | ALONE]!;
    if (count === 0) return NONE;
    if (reason === 'missing') return { ...NONE, count };
    const alone = momentsWith(verdict | ALONE, MAX_DROPPED_FARE_USD);
    return { count, alone, all: mergeMoments(alone, momentsWith(verdict, MAX_DROPPED_FARE_USD)) };
  });
  return { rows: length, lines: 0, firstMalformedLine: null, train, holdout, dropped };
}

function momentsOfKept({ steps, sums }: TripKernel, kept: number): Moments {
  if (kept === 0) return NONE.all;
  steps.moments();
  const [meanX = 0, meanY = 0, sxx = 0, sxy = 0, syy = 0] = sums;
  return { n: kept, meanX: [meanX], meanY, sxx: [[sxx]], sxy: [sxy], syy };
}

/** Selected rows, close together; overwritten by every call. */
let km = new Float64Array(0);
let usd = new Float64Array(0);
const counts = new Uint32Array(256);

/** The summary in a JSON value; `undefined` where it is none. */
export function parseSummary(value: unknown): Summary | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { rows, lines, firstMalformedLine, ...rest } = value as Readonly<Record<string, unknown>>;
  const [train, holdout] = [parseMoments(rest.train), parseMoments(rest.holdout)];
  const entries: [DropReason, Dropped][] = [];
  for (const reason of DROP_REASONS) {
    const one = parseDropped(rest.dropped, reason);
    if (one !== undefined) entries.push([reason, one]);
  }
  if (!isCount(rows) || !isCount(lines) || !(firstMalformedLine === null || isCount(firstMalformedLine)))
    return undefined;
  if (train === undefined || holdout === undefined || entries.length < DROP_REASONS.length) return undefined;
  const found = new Map(entries);
  const dropped = byReason((reason) => found.get(reason) ?? NONE);
  const total = DROP_REASONS.reduce((sum, reason) => sum + dropped[reason].count, train.n + holdout.n);
  return total === rows ? { rows, lines, firstMalformedLine, train, holdout, dropped } : undefined;
}

function parseDropped(value: unknown, reason: DropReason): Dropped | undefined {
  const one: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, reason) : undefined;
  if (typeof one !== 'object' || one === null) return undefined;
  const { count, ...rest } = one as Readonly<Record<string, unknown>>;
  const [alone, all] = [parseMoments(rest.alone), parseMoments(rest.all)];
  return isCount(count) && alone && all && alone.n <= all.n && all.n <= count ? { count, alone, all } : undefined;
}

function byReason<T>(value: (reason: DropReason) => T): Record<DropReason, T> {
  return {
    malformed: value('malformed'),
    missing: value('missing'),
    fare: value('fare'),
    'zero-coordinates': value('zero-coordinates'),
    'outside-area': value('outside-area'),
    passengers: value('passengers'),
    distance: value('distance'),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
