import { DISTANCE_AXIS_KM, FARE_AXIS_USD, type TripCell } from '@taxifare/core';
import { type Model, predictFareUsd } from '@taxifare/core/model';
import { grouped } from '../../terminal/format-number.ts';

/** The residuals of trips of like distance, at their mean distance; fares are known to half a dollar, their bin's width. */
export interface ResidualsAt {
  readonly distanceKm: number;
  readonly trips: number;
  readonly meanUsd: number;
  /** A tenth of the trips lie below the first, a tenth above the second. */
  readonly lowUsd: number;
  readonly highUsd: number;
}

/** The middle of a bin of fares; the last one holds everything beyond, too. */
function fareAt(bin: number): number {
  return FARE_AXIS_USD.start + (bin + 0.5) * FARE_AXIS_USD.width;
}

function distanceAt(bin: number): number {
  return DISTANCE_AXIS_KM.start + (bin + 0.5) * DISTANCE_AXIS_KM.width;
}

/** The trips whose distance is known to a quarter of a kilometre: without a rule, the last bin has those beyond it, too. */
export function placedByDistance(cells: readonly TripCell[], { cleaning: { rules } }: Model): readonly TripCell[] {
  const { bins, width } = DISTANCE_AXIS_KM;
  if ((rules?.maxDistanceKm ?? Number.POSITIVE_INFINITY) <= bins * width) return cells;
  return cells.filter(({ distanceBin }) => distanceBin < bins - 1);
}

/** How many of the trips trained on are not among these, in a sentence; nothing where all are. */
export function leftOutText(cells: readonly TripCell[], { metrics }: Model): string {
  const left = metrics.train.rows - cells.reduce((sum, { trips }) => sum + trips, 0);
  return left === 0 ? '' : ` ${grouped(left)} trips of 59.75 km and more are left out.`;
}

/** The model's prediction in the middle of each bin of distance. */
function predictionsOf(model: Model): Float64Array {
  return Float64Array.from({ length: DISTANCE_AXIS_KM.bins }, (_, bin) => predictFareUsd(model, distanceAt(bin)));
}

const LEAST_TRIPS = 50;

/**
 * Residuals by distance, in steps of so many bins, or more where trips are few: each has 50 of them. What is left at the
 * end, if it is less, is left out. The cells are in order of their distances.
 */
export function residualsByDistance(cells: readonly TripCell[], model: Model, bins: number): readonly ResidualsAt[] {
  const steps: ResidualsAt[] = [];
  const predictions = predictionsOf(model);
  let open: Residual[] = [];
  let [start, trips, next] = [0, 0, 0];
  for (let bin = 0; bin < DISTANCE_AXIS_KM.bins; bin++) {
    for (let cell = cells[next]; cell?.distanceBin === bin; cell = cells[++next]) {
      open.push({ km: distanceAt(bin), usd: fareAt(cell.fareBin) - predictions[bin]!, trips: cell.trips });
      trips += cell.trips;
    }
    if (bin + 1 - start < bins || trips < LEAST_TRIPS) continue;
    steps.push(residualsOf(open, trips));
    [open, start, trips] = [[], bin + 1, 0];
  }
  return steps;
}

interface Residual {
  readonly km: number;
  readonly usd: number;
  readonly trips: number;
}

function residualsOf(residuals: Residual[], trips: number): ResidualsAt {
  residuals.sort((a, b) => a.usd - b.usd);
  const meanOf = (read: (one: Residual) => number) =>
    residuals.reduce((sum, one) => sum + read(one) * one.trips, 0) / trips;
  const quantile = (share: number) => {
    let seen = 0;
    for (const { usd, trips: here } of residuals) {
      seen += here;
      if (seen >= share * trips) return usd;
    }
    return residuals.at(-1)?.usd ?? 0;
  };
  const [distanceKm, meanUsd] = [meanOf(({ km }) => km), meanOf(({ usd }) => usd)];
  return { distanceKm, trips, meanUsd, lowUsd: quantile(0.1), highUsd: quantile(0.9) };
}

/** How many trips have a residual in each dollar from `-reach` to `reach`; those beyond are in the outermost. */
export function residualHistogram(cells: readonly TripCell[], model: Model, reach: number): readonly number[] {
  const counts = new Array<number>(2 * reach).fill(0);
  const predictions = predictionsOf(model);
  for (const { distanceBin, fareBin, trips } of cells) {
    const residual = fareAt(fareBin) - predictions[distanceBin]!;
    const place = Math.min(2 * reach - 1, Math.max(0, Math.floor(residual) + reach));
    counts[place] = (counts[place] ?? 0) + trips;
  }
  return counts;
}

/** How far the axes have to go to show nearly all trips: 99.7 of 100 by distance, and by fare. */
export function extentOf(cells: readonly TripCell[]): { readonly distanceKm: number; readonly fareUsd: number } {
  const byDistance = new Float64Array(DISTANCE_AXIS_KM.bins);
  const byFare = new Float64Array(FARE_AXIS_USD.bins);
  for (const { distanceBin, fareBin, trips } of cells) {
    byDistance[distanceBin]! += trips;
    byFare[fareBin]! += trips;
  }
  const reach = (counts: Float64Array) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    let seen = 0;
    return counts.findIndex((count) => {
      seen += count;
      return seen >= 0.997 * total;
    });
  };
  const upTo = (value: number, step: number) => Math.max(step, Math.ceil(value / step) * step);
  return {
    distanceKm: upTo((reach(byDistance) + 1) * DISTANCE_AXIS_KM.width, 5),
    fareUsd: upTo((reach(byFare) + 1) * FARE_AXIS_USD.width, 10),
  };
}
