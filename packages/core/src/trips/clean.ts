import type { HeldTrips } from '../kernels/trip-engine.ts';
import type { DistancedTripBatch } from './trips.ts';

/** Which trips are kept. Bounds are finite, and inclusive but for `aboveDistanceKm`. */
export interface CleaningRules {
  readonly minFareUsd: number;
  readonly maxFareUsd: number;
  readonly minLatDeg: number;
  readonly maxLatDeg: number;
  readonly minLonDeg: number;
  readonly maxLonDeg: number;
  readonly minPassengers: number;
  readonly maxPassengers: number;
  readonly aboveDistanceKm: number;
  readonly maxDistanceKm: number;
}

/** New York City, taxi-meter fares, a car's worth of people; the 60 km are farther than any end of the city from another. */
export const DEFAULT_RULES: CleaningRules = {
  minFareUsd: 2.5,
  maxFareUsd: 500,
  minLatDeg: 40.5,
  maxLatDeg: 41.8,
  minLonDeg: -74.5,
  maxLonDeg: -72.8,
  minPassengers: 1,
  maxPassengers: 6,
  aboveDistanceKm: 0,
  maxDistanceKm: 60,
};

/**
 * Why a row is dropped, in the order in which the rules are asked; the first that fails is the reason. `malformed` (a
 * wrong number of fields) is found by the CSV reader, before there are numbers to ask about.
 */
export const DROP_REASONS = [
  'malformed',
  'missing',
  'fare',
  'zero-coordinates',
  'outside-area',
  'passengers',
  'distance',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

/** Verdicts: kept for training; kept, but to measure on; else 1 + the index of the reason, perhaps with the bit `ALONE`. */
export const KEPT = 0;
export const HELD_OUT = 255;
/** Set with the reason of a row that fails this one rule and no other. */
export const ALONE = 64;

const MISSING = 2;
const FARE = 3;
const ZERO = 4;
const OUTSIDE = 5;
const PASSENGERS = 6;
const DISTANCE = 7;

/**
 * Writes each trip's verdict. `missing`: the fare, a coordinate, the passenger count or the distance that follows is not a
 * finite number. Without rules that is the only one.
 */
export function clean(trips: HeldTrips, rules: CleaningRules | undefined): void {
  const { length, verdicts, kernel } = trips;
  if (rules === undefined) {
    for (let i = 0; i < length; i++) verdicts[i] = isNumber(trips, i) ? KEPT : MISSING;
    return;
  }
  const { minFareUsd, maxFareUsd, minLatDeg, maxLatDeg, minLonDeg, maxLonDeg } = rules;
  const { minPassengers, maxPassengers, aboveDistanceKm, maxDistanceKm } = rules;
  kernel.rules.set([minFareUsd, maxFareUsd, minLatDeg, maxLatDeg, minLonDeg, maxLonDeg]);
  kernel.rules.set([minPassengers, maxPassengers, aboveDistanceKm, maxDistanceKm], 6);
  kernel.steps.clean(length);
  for (const i of kernel.rest) verdicts[i] = verdictOf(trips, i, rules);
}

function isNumber(trips: DistancedTripBatch, i: number): boolean {
  const { fareUsd, pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg, passengerCount, distanceKm } = trips;
  // A finite number times zero is zero; NaN and the infinities give NaN.
  const sum = fareUsd[i]! * 0 + pickupLatDeg[i]! * 0 + pickupLonDeg[i]! * 0 + dropoffLatDeg[i]! * 0;
  return sum + dropoffLonDeg[i]! * 0 + passengerCount[i]! * 0 + distanceKm[i]! * 0 === 0;
}

/** The verdict on a row that some rule fails. */
function verdictOf(trips: DistancedTripBatch, i: number, rules: CleaningRules): number {
  if (!isNumber(trips, i)) return MISSING | ALONE;
  const fare = trips.fareUsd[i]!;
  const aLat = trips.pickupLatDeg[i]!;
  const aLon = trips.pickupLonDeg[i]!;
  const bLat = trips.dropoffLatDeg[i]!;
  const bLon = trips.dropoffLonDeg[i]!;
  const passengers = trips.passengerCount[i]!;
  const km = trips.distanceKm[i]!;
  const isFareFine = fare >= rules.minFareUsd && fare <= rules.maxFareUsd;
  const isZero = aLat === 0 || aLon === 0 || bLat === 0 || bLon === 0;
  const isInside = isInArea(aLat, aLon, rules) && isInArea(bLat, bLon, rules);
  const arePassengersFine = passengers >= rules.minPassengers && passengers <= rules.maxPassengers;
  const isDistanceFine = km > rules.aboveDistanceKm && km <= rules.maxDistanceKm;
  // The last that fails overwrites the others, so they are asked in the order of their reasons, backwards.
  let first = KEPT;
  let failed = 0;
  if (!isDistanceFine) [first, failed] = [DISTANCE, failed + 1];
  if (!arePassengersFine) [first, failed] = [PASSENGERS, failed + 1];
  if (!isInside) [first, failed] = [OUTSIDE, failed + 1];
  if (isZero) [first, failed] = [ZERO, failed + 1];
  if (!isFareFine) [first, failed] = [FARE, failed + 1];
  return first | (failed === 1 ? ALONE : 0);
}

function isInArea(latDeg: number, lonDeg: number, rules: CleaningRules): boolean {
  return (
    latDeg >= rules.minLatDeg && latDeg <= rules.maxLatDeg && lonDeg >= rules.minLonDeg && lonDeg <= rules.maxLonDeg
  );
}
