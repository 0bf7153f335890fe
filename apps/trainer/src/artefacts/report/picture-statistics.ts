import { DISTANCE_AXIS_KM, FARE_AXIS_USD, type TripCell } from '@taxifare/core';
import { type Model, predictFareUsd } from '@taxifare/core/model';

/** The residuals of the trips of one bin of distance; fares are known to the half dollar that their bin is wide. */
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

const LEAST_TRIPS = 50;

/**
 * Residuals by distance, in steps of so many bins, or more where trips are few: each has 50 of them. What is left at the
 * end, if it is less, is left out.
 */
export function residualsByDistance(cells: readonly TripCell[], model: Model, bins: number): readonly ResidualsAt[] {
  const steps: ResidualsAt[] = [];
  let open: { readonly usd: number; readonly trips: number }[] = [];
  let start = 0;
  const byBin = Map.groupBy(cells, ({ distanceBin }) => distanceBin);
  for (let bin = 0; bin < DISTANCE_AXIS_KM.bins; bin++) {
    for (const { distanceBin, fareBin, trips } of byBin.get(bin) ?? []) {
      open.push({ usd: fareAt(fareBin) - predictFareUsd(model, distanceAt(distanceBin)), trips });
    }
    const trips = open.reduce((sum, one) => sum + one.trips, 0);
    if (bin + 1 - start < bins || trips < LEAST_TRIPS) continue;
    steps.push(residualsOf(open, trips, (start + bin + 1) / 2));
    [open, start] = [[], bin + 1];
  }
  return steps;
}

function residualsOf(
  residuals: { readonly usd: number; readonly trips: number }[],
  trips: number,
  middle: number,
): ResidualsAt {
  residuals.sort((a, b) => a.usd - b.usd);
  const meanUsd = residuals.reduce((sum, one) => sum + one.usd * one.trips, 0) / trips;
  const quantile = (share: number) => {
    let seen = 0;
    for (const { usd, trips: here } of residuals) {
      seen += here;
      if (seen >= share * trips) return usd;
    }
    return residuals.at(-1)?.usd ?? 0;
  };
  const distanceKm = DISTANCE_AXIS_KM.start + middle * DISTANCE_AXIS_KM.width;
  return { distanceKm, trips, meanUsd, lowUsd: quantile(0.1), highUsd: quantile(0.9) };
}

/** How many trips have a residual in each dollar from `-reach` to `reach`; those beyond are in the outermost. */
export function residualHistogram(cells: readonly TripCell[], model: Model, reach: number): readonly number[] {
  const counts = new Array<number>(2 * reach).fill(0);
  for (const { distanceBin, fareBin, trips } of cells) {
    const residual = fareAt(fareBin) - predictFareUsd(model, distanceAt(distanceBin));
    const place = Math.min(2 * reach - 1, Math.max(0, Math.floor(residual) + reach));
    counts[place] = (counts[place] ?? 0) + trips;
  }
  return counts;
}

/** How far the axes have to go to show nearly all trips: 99.7 of 100 by distance, and by fare. */
export function extentOf(cells: readonly TripCell[]): { readonly distanceKm: number; readonly fareUsd: number } {
  const byDistance = new Array<number>(DISTANCE_AXIS_KM.bins).fill(0);
  const byFare = new Array<number>(FARE_AXIS_USD.bins).fill(0);
  for (const { distanceBin, fareBin, trips } of cells) {
    byDistance[distanceBin] = (byDistance[distanceBin] ?? 0) + trips;
    byFare[fareBin] = (byFare[fareBin] ?? 0) + trips;
  }
  const reach = (counts: readonly number[]) => {
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
