import { DISTANCE_AXIS_KM, FARE_AXIS_USD } from '../trips/picture-axes.ts';
import type { TripCell } from '../trips/picture-cells.ts';
import type { Fit } from './fit.ts';

/** Trips beyond the counts are in the first bin of fares and the last ones, as if they were there: so few do no harm. */
const MOST_BEYOND = 1 / 1000;

/**
 * Σ |y − ŷ| / n in USD, from counts by distance and fare: |y − ŷ| is no sum that could be kept before ŷ is known. Each trip
 * counts as the middle of its cell (0.25 km, 0.5 USD), all of them moved by as much as makes the mean residual the exact
 * one. On taxi fares that is within 0.05 USD of the truth. `undefined` where more than a thousandth of the trips lie
 * in the first bin of fares or the last ones, and of no trips.
 */
export function meanAbsoluteErrorUsd(
  cells: readonly TripCell[],
  { coefficients, intercept }: Pick<Fit, 'coefficients' | 'intercept'>,
  meanResidualUsd: number,
): number | undefined {
  let trips = 0;
  let beyond = 0;
  let residuals = 0;
  const middles = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    const km = (cell.distanceBin + 0.5) * DISTANCE_AXIS_KM.width;
    const usd = (cell.fareBin + 0.5) * FARE_AXIS_USD.width;
    const residual = usd - intercept - coefficients[0]! * km;
    trips += cell.trips;
    residuals += cell.trips * residual;
    const isAtEnd = cell.fareBin === 0 || cell.fareBin === FARE_AXIS_USD.bins - 1;
    if (isAtEnd || cell.distanceBin === DISTANCE_AXIS_KM.bins - 1) beyond += cell.trips;
    middles[i] = residual;
  }
  if (trips === 0 || beyond > MOST_BEYOND * trips) return undefined;
  const shift = meanResidualUsd - residuals / trips;
  let sum = 0;
  for (let i = 0; i < cells.length; i++) sum += cells[i]!.trips * Math.abs(middles[i]! + shift);
  return sum / trips;
}
