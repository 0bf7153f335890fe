import { type CleaningRules, RULE_RANGES } from '../trips/rules.ts';
import type { PlaceColumns } from '../trips/trips.ts';

/** What became of the trips whose fares were predicted. */
export interface FareTally {
  rows: number;
  /** Those that have no fare, as they have no distance. */
  withoutFare: number;
  /** A byte of the file before which there is none of those; absent where there is none at all. */
  withoutFareByte?: number;
  /** Those outside the area or the distances that the model was trained on. */
  outside: number;
}

/** Adds trips to a tally; places are `undefined` where the data has none. */
export type AddToTally = (tally: FareTally, distanceKm: Float64Array, places: PlaceColumns | undefined) => void;

/** Tallies trips by the rules that a model was trained with; null: it was trained on everything. */
export function tallyBy(rules: CleaningRules | null): AddToTally {
  const [lat, lon, km] = (['latitude', 'longitude', 'distance'] as const).map((name) => {
    const { min, max } = RULE_RANGES.find((range) => range.name === name)!;
    return { min: rules?.[min] ?? Number.NEGATIVE_INFINITY, max: rules?.[max] ?? Number.POSITIVE_INFINITY };
  }) as [Limits, Limits, Limits];
  const isIn = (value: number, { min, max }: Limits) => value >= min && value <= max;
  return (tally, distanceKm, places) => {
    let withoutFare = 0;
    let outside = 0;
    for (let i = 0; i < distanceKm.length; i++) {
      const distance = distanceKm[i]!;
      if (Number.isNaN(distance)) {
        withoutFare++;
        continue;
      }
      const isInArea =
        places === undefined ||
        (isIn(places.pickupLatDeg[i]!, lat) &&
          isIn(places.pickupLonDeg[i]!, lon) &&
          isIn(places.dropoffLatDeg[i]!, lat) &&
          isIn(places.dropoffLonDeg[i]!, lon));
      if (!isInArea || !(distance > km.min && distance <= km.max)) outside++;
    }
    tally.rows += distanceKm.length;
    tally.withoutFare += withoutFare;
    tally.outside += outside;
  };
}

interface Limits {
  readonly min: number;
  readonly max: number;
}
