import { countAt, DISTANCE_AXIS_KM, FARE_AXIS_USD } from '@taxifare/core';
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

/** Residuals by distance, in steps of so many bins; steps with too few trips to speak of are left out. */
export function residualsByDistance(picture: Uint32Array, model: Model, bins: number): readonly ResidualsAt[] {
  const found: ResidualsAt[] = [];
  for (let first = 0; first < DISTANCE_AXIS_KM.bins; first += bins) {
    const residuals: { readonly usd: number; readonly trips: number }[] = [];
    for (let bin = first; bin < first + bins; bin++) {
      const predicted = predictFareUsd(model, distanceAt(bin));
      for (let fare = 0; fare < FARE_AXIS_USD.bins; fare++) {
        const trips = countAt(picture, bin, fare);
        if (trips > 0) residuals.push({ usd: fareAt(fare) - predicted, trips });
      }
    }
    residuals.sort((a, b) => a.usd - b.usd);
    const trips = residuals.reduce((sum, one) => sum + one.trips, 0);
    if (trips < 10) continue;
    const meanUsd = residuals.reduce((sum, one) => sum + one.usd * one.trips, 0) / trips;
    const quantile = (share: number) => {
      let seen = 0;
      for (const { usd, trips: here } of residuals) {
        seen += here;
        if (seen >= share * trips) return usd;
      }
      return residuals.at(-1)?.usd ?? 0;
    };
    const distanceKm = DISTANCE_AXIS_KM.start + (first + bins / 2) * DISTANCE_AXIS_KM.width;
    found.push({ distanceKm, trips, meanUsd, lowUsd: quantile(0.1), highUsd: quantile(0.9) });
  }
  return found;
}

/** How many trips have a residual in each dollar from `-reach` to `reach`; those beyond are in the outermost. */
export function residualHistogram(picture: Uint32Array, model: Model, reach: number): readonly number[] {
  const counts = new Array<number>(2 * reach).fill(0);
  for (let bin = 0; bin < DISTANCE_AXIS_KM.bins; bin++) {
    const predicted = predictFareUsd(model, distanceAt(bin));
    for (let fare = 0; fare < FARE_AXIS_USD.bins; fare++) {
      const trips = countAt(picture, bin, fare);
      if (trips === 0) continue;
      const place = Math.min(2 * reach - 1, Math.max(0, Math.floor(fareAt(fare) - predicted) + reach));
      counts[place] = (counts[place] ?? 0) + trips;
    }
  }
  return counts;
}

/** How far the axes have to go to show nearly all trips: 99.7 of 100 by distance, and by fare. */
export function extentOf(picture: Uint32Array): { readonly distanceKm: number; readonly fareUsd: number } {
  const byDistance = new Array<number>(DISTANCE_AXIS_KM.bins).fill(0);
  const byFare = new Array<number>(FARE_AXIS_USD.bins).fill(0);
  for (let bin = 0; bin < DISTANCE_AXIS_KM.bins; bin++) {
    for (let fare = 0; fare < FARE_AXIS_USD.bins; fare++) {
      const trips = countAt(picture, bin, fare);
      byDistance[bin] = (byDistance[bin] ?? 0) + trips;
      byFare[fare] = (byFare[fare] ?? 0) + trips;
    }
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
