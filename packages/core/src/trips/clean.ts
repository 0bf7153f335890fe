import type { TripEngine } from '../kernels/trip-engine.ts';
import {
  byRange,
  type CleaningRules,
  type DataParts,
  type DropReason,
  type RangeName,
  RULE_RANGES,
  RULES,
  rulesFor,
} from './rules.ts';
import type { TripColumns } from './trips.ts';
import { ALONE, KEPT, verdictOf } from './verdict.ts';

/**
 * Writes each trip's verdict. `missing`: the fare, a coordinate, the passenger count or the distance that follows is not a
 * finite number. Without rules that is the only one.
 */
export function clean(trips: TripColumns, rules: CleaningRules | undefined, engine: TripEngine): void {
  const { length, verdicts } = trips;
  if (rules === undefined) {
    for (let i = 0; i < length; i++) verdicts[i] = isFiniteRow(trips, i) ? KEPT : MISSING;
    return;
  }
  const { limits, bounds } = limitsOf(rules, trips);
  const others = engine.clean(length, bounds);
  for (let at = 0; at < others.length; at++) verdicts[others[at]!] = verdictOn(trips, others[at]!, limits);
}

interface Limit {
  readonly min: number;
  readonly max: number;
  readonly isAboveMin: boolean;
}

type Limits = Readonly<Record<RangeName, Limit>>;

interface RuleLimits {
  readonly limits: Limits;
  /** The same for the trip engine. */
  readonly bounds: readonly number[];
}

/** Kept, as the same rules are asked block after block: by what the data has. */
const known = new WeakMap<CleaningRules, (RuleLimits | undefined)[]>();

function limitsOf(rules: CleaningRules, parts: DataParts): RuleLimits {
  const which = Number(parts.hasPlaces) + 2 * Number(parts.hasPassengers);
  const kept = known.get(rules) ?? [];
  const found = kept[which];
  if (found !== undefined) return found;
  const asked = rulesFor(rules, parts);
  const limits = byRange(({ min, max, isAboveMin = false }) => {
    return { min: asked[min] ?? Number.NEGATIVE_INFINITY, max: asked[max] ?? Number.POSITIVE_INFINITY, isAboveMin };
  });
  const made = { limits, bounds: RULE_RANGES.flatMap(({ name }) => [limits[name].min, limits[name].max]) };
  kept[which] = made;
  known.set(rules, kept);
  return made;
}

function isWithin({ min, max, isAboveMin }: Limit, value: number): boolean {
  return (isAboveMin ? value > min : value >= min) && value <= max;
}

type Keeps = (trips: TripColumns, i: number, limits: Limits) => boolean;

/** Whether a rule keeps row i, whose values are finite. The trip engine asks the same. */
const KEEPS: Readonly<Record<Exclude<DropReason, 'malformed' | 'missing'>, Keeps>> = {
  fare: ({ fareUsd }, i, limits) => isWithin(limits.fare, fareUsd[i]!),
  'zero-coordinates': ({ pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg }, i) =>
    pickupLatDeg[i] !== 0 && pickupLonDeg[i] !== 0 && dropoffLatDeg[i] !== 0 && dropoffLonDeg[i] !== 0,
  'outside-area': ({ pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg }, i, { latitude, longitude }) =>
    isWithin(latitude, pickupLatDeg[i]!) &&
    isWithin(longitude, pickupLonDeg[i]!) &&
    isWithin(latitude, dropoffLatDeg[i]!) &&
    isWithin(longitude, dropoffLonDeg[i]!),
  passengers: ({ passengerCount }, i, limits) => isWithin(limits.passengers, passengerCount[i]!),
  distance: ({ distanceKm }, i, limits) => isWithin(limits.distance, distanceKm[i]!),
};

const MISSING = verdictOf('missing');
const ASKED = RULES.flatMap(({ reason }) => {
  return reason === 'malformed' || reason === 'missing' ? [] : [{ verdict: verdictOf(reason), keeps: KEEPS[reason] }];
});

/** The verdict on a row that some rule fails. */
function verdictOn(trips: TripColumns, i: number, limits: Limits): number {
  if (!isFiniteRow(trips, i)) return MISSING | ALONE;
  let first = KEPT;
  let failed = 0;
  for (let rule = 0; rule < ASKED.length; rule++) {
    const { verdict, keeps } = ASKED[rule]!;
    if (keeps(trips, i, limits)) continue;
    if (failed === 0) first = verdict;
    failed += 1;
  }
  return failed === 1 ? first | ALONE : first;
}

function isFiniteRow(trips: TripColumns, i: number): boolean {
  const { fareUsd, pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg, passengerCount, distanceKm } = trips;
  // A finite number times zero is zero; NaN and the infinities give NaN.
  const sum = fareUsd[i]! * 0 + pickupLatDeg[i]! * 0 + pickupLonDeg[i]! * 0 + dropoffLatDeg[i]! * 0;
  return sum + dropoffLonDeg[i]! * 0 + passengerCount[i]! * 0 + distanceKm[i]! * 0 === 0;
}
