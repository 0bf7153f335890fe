import { expect, test } from 'vitest';
import {
  clean,
  countAt,
  DEFAULT_RULES,
  DROP_REASONS,
  droppedAt,
  mergePicture,
  summarize,
  tallyPicture,
} from '../src/index.ts';
import { batchOf, GOOD_TRIP } from './support/trips.ts';

test('tallyPicture counts kept trips by distance and fare, dropped ones by reason and place', () => {
  const trips = batchOf([
    GOOD_TRIP,
    { ...GOOD_TRIP, fareUsd: 499 },
    { ...GOOD_TRIP, passengerCount: 0 },
    { ...GOOD_TRIP, pickupLatDeg: 0 },
  ]);
  clean(trips, DEFAULT_RULES);
  summarize(trips);
  tallyPicture(trips);
  const { picture } = trips.kernel;
  const bin = Math.floor(trips.distanceKm[0]! / 0.25);
  expect(countAt(picture, bin, 19)).toBe(1);
  expect(countAt(picture, bin, 299)).toBe(1);
  const passengers = DROP_REASONS.indexOf('passengers');
  expect(droppedAt(picture, passengers, Math.floor((-73.98 + 74.3) / 0.011), Math.floor((40.75 - 40.5) / 0.0105))).toBe(
    1,
  );
  // The trip from latitude 0 is off the map.
  expect(picture.reduce((sum, count) => sum + count, 0)).toBe(3);
  const twice = Uint32Array.from(picture);
  mergePicture(twice, picture);
  expect(countAt(twice, bin, 19)).toBe(2);
});
