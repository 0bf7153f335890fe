import { mixed } from '../trips/hold-out.ts';
import type { TripCell } from '../trips/picture-cells.ts';
import { type Edges, isInside, LEVEL, type Narrowest, narrowest, tripsIn } from './narrowest.ts';

/** How trips that were held out calibrated the intervals. */
export interface Calibration {
  /** The trips that did, and how many of them at the least lie inside. */
  readonly trips: number;
  readonly inside: number;
  /** The least share of the trips trained on that the intervals hold, so that 95% of these and of one more lie inside. */
  readonly trainLevel: number;
}

/** The least number of trips held out that calibrate: of fewer, chance would widen the intervals by more than is amiss. */
const LEAST_HELD_OUT = 1000;

/**
 * Half of the trips held out, to calibrate on, and the other half, to measure on; of fewer than 1,000 all are to measure
 * on. A coin is tossed for each trip, falling the same way for the same counts; as trips of one cell are alike to the
 * intervals, that is to draw the half from the rows.
 */
export function splitHeldOut(cells: readonly TripCell[]): {
  readonly calibrating: readonly TripCell[];
  readonly measuring: readonly TripCell[];
} {
  const all = cells.reduce((sum, { trips }) => sum + trips, 0);
  if (all < LEAST_HELD_OUT) return { calibrating: [], measuring: cells };
  const [calibrating, measuring]: [TripCell[], TripCell[]] = [[], []];
  // Other counts, other tosses: one row of them for all data would favour some cells.
  let toss = mixed(all);
  for (const cell of cells) {
    let heads = 0;
    for (let left = cell.trips; left > 0; left -= 32) heads += bitsIn(mixed(toss++) >>> Math.max(0, 32 - left));
    if (heads > 0) calibrating.push({ ...cell, trips: heads });
    if (heads < cell.trips) measuring.push({ ...cell, trips: cell.trips - heads });
  }
  return { calibrating, measuring };
}

/** How many of 32 bits are set (H. S. Warren, "Hacker's Delight", 2nd edition, figure 5–2). */
function bitsIn(bits: number): number {
  let x = bits - ((bits >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}

/** Trips of like distance, in the bins [start, end). */
interface DistanceClass {
  readonly start: number;
  readonly end: number;
  readonly cells: readonly Edges[];
}

/**
 * The interval of each class, from the trips trained on; where there are trips to calibrate on, all of them are widened,
 * by a thousandth of the trips trained on at a time, until they hold 95% of those and of one more, or all trips trained
 * on. What was inside stays inside, so that 95 of 100 new trips lie inside on average whatever the fares are (C. Gupta,
 * A. K. Kuchibhotla, A. Ramdas, "Nested Conformal Prediction and Quantile Out-of-Bag Ensemble Methods", Pattern
 * Recognition 127 (2022), 108496, section 2), unless all trips trained on were not enough.
 */
export function calibrate(
  classes: readonly DistanceClass[],
  calibrating: readonly Edges[],
): { readonly found: readonly Narrowest[]; readonly calibration: Calibration | null } {
  let found = classes.map(({ cells }) => narrowest(cells, LEVEL));
  if (calibrating.length === 0) return { found, calibration: null };
  const here = classes.map(({ start, end }, i) =>
    found[i]!.interval === null ? [] : calibrating.filter(({ bin }) => bin >= start && bin < end),
  );
  const trips = here.reduce((sum, cells) => sum + tripsIn(cells), 0);
  const need = Math.ceil(LEVEL * (trips + 1));
  for (let thousandths = 1000 * LEVEL; ; thousandths++) {
    const inside = here.reduce((sum, cells, i) => sum + tripsIn(cells.filter(isInside(found[i]!.interval))), 0);
    const trainLevel = thousandths / 1000;
    if (inside >= need || thousandths === 1000) return { found, calibration: { trips, inside, trainLevel } };
    found = classes.map(({ cells }, i) => hull(found[i]!, narrowest(cells, (thousandths + 1) / 1000), cells));
  }
}

/** The hull of two intervals: both, and what is between them. */
function hull(narrow: Narrowest, wide: Narrowest, cells: readonly Edges[]): Narrowest {
  if (narrow.interval === null || wide.interval === null) return narrow;
  const interval = [
    Math.min(narrow.interval[0], wide.interval[0]),
    Math.max(narrow.interval[1], wide.interval[1]),
  ] as const;
  return { interval, inside: tripsIn(cells.filter(isInside(interval))) };
}
