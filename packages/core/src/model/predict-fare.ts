import { fareIntervalAt } from './fare-intervals.ts';
import type { Model } from './model.ts';

/** The fare that the model gives a trip of so many kilometres, in USD. */
export function predictFareUsd(
  { coefficients, intercept }: Pick<Model, 'coefficients' | 'intercept'>,
  distanceKm: number,
): number {
  return distanceKm * coefficients[0].value + (intercept?.value ?? 0);
}

/**
 * Where 95 of 100 fares of trips of so many kilometres lie, by what such trips cost; never below zero. `undefined` where
 * the model has seen too few of them.
 */
export function predictionIntervalUsd(
  { intervals }: Pick<Model, 'intervals'>,
  distanceKm: number,
): readonly [low: number, high: number] | undefined {
  return intervals === null ? undefined : fareIntervalAt(intervals, distanceKm);
}
