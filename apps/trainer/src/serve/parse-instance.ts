import { type Problem, sentenceOf } from '@taxifare/console';
import type { Model } from '@taxifare/core/model';
import { type Trip, tripBetween, tripOfDistance } from '../predict/trip.ts';

const COORDINATES = ['pickup_latitude', 'pickup_longitude', 'dropoff_latitude', 'dropoff_longitude'] as const;

/**
 * The trip that an instance asks for, or the sentence that says what is wrong with it. An instance is a distance in km
 * (`3.2`, `[3.2]` as scikit-learn's container takes it, `{"distance_km": 3.2}`) or four coordinates by their column names.
 */
export function parseInstance(
  instance: unknown,
  { cleaning: { rules }, distance: given }: Pick<Model, 'cleaning' | 'distance'>,
): Trip | string {
  const single: unknown = Array.isArray(instance) && instance.length === 1 ? instance[0] : instance;
  if (typeof single === 'number') return tripOr(tripOfDistance('distance_km', single, rules));
  if (typeof single !== 'object' || single === null || Array.isArray(single)) {
    return 'wants a distance in km, or an object with the coordinates';
  }
  const distance: unknown = Reflect.get(single, 'distance_km');
  if (distance !== undefined) {
    return typeof distance === 'number'
      ? tripOr(tripOfDistance('distance_km', distance, rules))
      : 'distance_km: not a number';
  }
  if (given !== undefined) {
    return `the model was trained on distances in ${given.column}, not between places; give distance_km`;
  }
  const [fromLat, fromLon, toLat, toLon] = COORDINATES.map((name): unknown => Reflect.get(single, name));
  if (
    typeof fromLat !== 'number' ||
    typeof fromLon !== 'number' ||
    typeof toLat !== 'number' ||
    typeof toLon !== 'number'
  ) {
    return `wants distance_km, or all of ${COORDINATES.join(', ')}, as numbers`;
  }
  const from = { latDeg: fromLat, lonDeg: fromLon };
  const to = { latDeg: toLat, lonDeg: toLon };
  const trip = tripBetween(
    [
      ['pickup', from],
      ['dropoff', to],
    ],
    rules,
  );
  return 'distanceKm' in trip ? trip : trip.map(sentenceOf).join('; ');
}

function tripOr(trip: Trip | Problem): Trip | string {
  return 'distanceKm' in trip ? trip : sentenceOf(trip);
}
