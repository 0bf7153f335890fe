import type { Moments } from '../moments.ts';
import { DISTANCE_AXIS_KM, FARE_AXIS_USD } from '../trips/picture-axes.ts';
import type { TripCell } from '../trips/picture-cells.ts';
import type { CleaningRules } from '../trips/rules.ts';
import { type Calibration, calibrate, splitHeldOut } from './calibration.ts';
import { type Edges, isInside, LEVEL, tripsIn } from './narrowest.ts';

/** Trips of like distance, [fromKm, toKm), and where their fares lie. */
export interface FareClass {
  readonly fromKm: number;
  readonly toKm: number;
  /** The trips trained on, and how many of them at the least lie inside. */
  readonly trips: number;
  readonly inside: number;
  /** From the line, in USD: [low, high]. null where it would reach beyond the fares that are counted. */
  readonly fromLineUsd: readonly [low: number, high: number] | null;
  /** The same of trips that were held out and had no part in the interval. null where none were. */
  readonly heldOut: { readonly trips: number; readonly inside: number } | null;
}

/** Where 95 of 100 fares lie, in every class of distance. */
export interface FareIntervals {
  readonly level: number;
  /** A class has so many trips at the least; where there are fewer in all, there is no class. */
  readonly leastTrips: number;
  /** Fares are never below it: the least that cleaning keeps. */
  readonly leastUsd: number;
  /** Least squares with a base fare, whatever the model is: what moves the interval within a class, by the quarter kilometre. */
  readonly line: { readonly baseUsd: number; readonly usdPerKm: number };
  /** What half of the trips held out made of them; null where too few were. Absent in models from before it. */
  readonly calibration?: Calibration | null;
  readonly classes: readonly FareClass[];
}

const LEAST_TRIPS = 100;
const { width: KM, bins: KM_BINS } = DISTANCE_AXIS_KM;
const { width: USD, bins: USD_BINS } = FARE_AXIS_USD;

export interface FareCells {
  readonly train: readonly TripCell[];
  readonly heldOut: readonly TripCell[];
}

export interface FareIntervalsOptions {
  /** null: no rules. */
  readonly rules: CleaningRules | null;
  /** false: as before there was a calibration. */
  readonly isCalibrated?: boolean;
}

/**
 * Intervals by class of distance, from counts by distance and fare: bins of distance are merged until each class has its
 * trips, and in each the narrowest interval is sought that holds 95% of them and of one more, at most 96.5% if that can
 * be. Where enough trips were held out, half of them say whether that is enough, and the other half how many lie inside.
 */
export function fareIntervals(
  { train, heldOut }: FareCells,
  moments: Moments,
  { rules, isCalibrated = true }: FareIntervalsOptions,
): FareIntervals {
  const line = baseFareLine(moments);
  // Without rules the last bin also counts what lies far beyond it.
  const end = (rules?.maxDistanceKm ?? Number.POSITIVE_INFINITY) <= KM_BINS * KM ? KM_BINS : KM_BINS - 1;
  const edges = (cells: readonly TripCell[]) =>
    cells.filter(({ distanceBin }) => distanceBin < end).map((cell) => edgesOf(cell, line, rules));
  const { calibrating, measuring } = isCalibrated ? splitHeldOut(heldOut) : { calibrating: [], measuring: heldOut };
  const byDistance = classesOf(edges(train));
  const { found, calibration } = calibrate(byDistance, edges(calibrating));
  const measured = edges(measuring);
  const classes = byDistance.map(({ start, end, cells }, i): FareClass => {
    const { interval, inside } = found[i]!;
    const here = measured.filter(({ bin }) => bin >= start && bin < end);
    const isIn = isInside(interval);
    return {
      fromKm: start * KM,
      toKm: end * KM,
      trips: tripsIn(cells),
      inside,
      fromLineUsd: interval,
      heldOut: measuring.length === 0 ? null : { trips: tripsIn(here), inside: tripsIn(here.filter(isIn)) },
    };
  });
  return {
    ...{ level: LEVEL, leastTrips: LEAST_TRIPS, leastUsd: Math.max(0, rules?.minFareUsd ?? 0), line },
    ...(isCalibrated ? { calibration } : {}),
    classes,
  };
}

function baseFareLine({ meanX, meanY, sxx, sxy }: Moments): FareIntervals['line'] {
  const usdPerKm = sxx[0]![0]! > 0 ? sxy[0]! / sxx[0]![0]! + 0 : 0;
  return { baseUsd: meanY - usdPerKm * meanX[0]! + 0, usdPerKm };
}

/** The line at the middle of a bin of distance. */
function lineAt({ baseUsd, usdPerKm }: FareIntervals['line'], bin: number): number {
  return baseUsd + usdPerKm * (bin + 0.5) * KM;
}

function edgesOf(
  { distanceBin: bin, fareBin, trips }: TripCell,
  line: FareIntervals['line'],
  rules: CleaningRules | null,
): Edges {
  const at = lineAt(line, bin);
  // The first and the last bin have what lies beyond them, if rules keep it.
  const isBelow = fareBin === 0 && !((rules?.minFareUsd ?? Number.NEGATIVE_INFINITY) >= 0);
  const low = isBelow ? Number.NEGATIVE_INFINITY : fareBin * USD;
  const isLast = fareBin === USD_BINS - 1;
  const high = isLast ? Math.max(USD_BINS * USD, rules?.maxFareUsd ?? Number.POSITIVE_INFINITY) : (fareBin + 1) * USD;
  return { bin, trips, low: low - at, high: high - at };
}

/** Bins of distance, neighbours together until there are trips enough, from the first to the last that has any. */
function classesOf(cells: readonly Edges[]) {
  const all = tripsIn(cells);
  const classes: { readonly start: number; end: number; readonly cells: Edges[] }[] = [];
  if (all < LEAST_TRIPS) return classes;
  const byBin = Map.groupBy(cells, ({ bin }) => bin);
  let seen = 0;
  let open: Edges[] = [];
  const bins = [...byBin].sort(([a], [b]) => a - b);
  let start = bins[0]![0];
  for (const [bin, here] of bins) {
    open.push(...here);
    seen += tripsIn(here);
    const left = all - seen;
    if (left !== 0 && (tripsIn(open) < LEAST_TRIPS || left < LEAST_TRIPS)) continue;
    classes.push({ start, end: bin + 1, cells: open });
    [open, start] = [[], bin + 1];
  }
  return classes;
}

const tables = new WeakMap<FareIntervals, { readonly low: Float64Array; readonly high: Float64Array }>();

/**
 * Where 95 of 100 fares of trips of so many kilometres lie, in USD; `undefined` beyond every class, and in one that has no
 * interval.
 */
export function fareIntervalAt(
  intervals: FareIntervals,
  distanceKm: number,
): readonly [low: number, high: number] | undefined {
  const table = tables.get(intervals) ?? tableOf(intervals);
  tables.set(intervals, table);
  // A trip as far as the last bin goes is still in it.
  const bin = distanceKm === KM_BINS * KM ? KM_BINS - 1 : Math.floor(distanceKm / KM);
  const [low, high] = [table.low[bin], table.high[bin]];
  return low === undefined || high === undefined || Number.isNaN(low) ? undefined : [low, high];
}

function tableOf({ classes, line, leastUsd }: FareIntervals) {
  const [low, high] = [new Float64Array(KM_BINS).fill(Number.NaN), new Float64Array(KM_BINS).fill(Number.NaN)];
  for (const { fromKm, toKm, fromLineUsd } of classes) {
    if (fromLineUsd === null) continue;
    for (let bin = Math.round(fromKm / KM); bin < Math.round(toKm / KM); bin++) {
      const at = lineAt(line, bin);
      low[bin] = Math.max(leastUsd, at + fromLineUsd[0]);
      high[bin] = Math.max(leastUsd, at + fromLineUsd[1]);
    }
  }
  return { low, high };
}
