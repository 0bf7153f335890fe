import type { CsvBatch } from '../csv/contract.ts';
import { DISTANCE_UNITS_KM, type DistanceUnit } from './find-columns.ts';
import type { TripHeader } from './parse-trip-header.ts';
import type { TripBatch } from './trips.ts';

/** The trips in a batch of a file's columns. `distanceUnit`: of a column of distances, which `holds` has then. */
export function tripsIn(
  { length, columns }: Pick<CsvBatch, 'length' | 'columns'>,
  holds: TripHeader['holds'],
  distanceUnit: DistanceUnit = 'km',
): TripBatch {
  const [fareUsd, first, pickupLonDeg, dropoffLatDeg, dropoffLonDeg] = columns;
  if (holds[1] === 'trip_distance' && fareUsd !== undefined && first !== undefined) {
    const way = { distances: first, unitKm: DISTANCE_UNITS_KM[distanceUnit] };
    return { length, fareUsd, way, passengerCount: columns[2] };
  }
  if (!(fareUsd && first && pickupLonDeg && dropoffLatDeg && dropoffLonDeg)) {
    throw new RangeError(`tripsIn: a fare, and two places or a distance, got ${holds.join(', ')}`);
  }
  const way = { pickupLatDeg: first, pickupLonDeg, dropoffLatDeg, dropoffLonDeg };
  return { length, fareUsd, way, passengerCount: columns[5] };
}
