import { expect, test } from 'vitest';
import { cellsOf, clean, DEFAULT_RULES, mergePicture, tallyPicture } from '../src/index.ts';
import { GOOD_TRIP, loaded } from './support/trips.ts';

test('tallyPicture counts kept trips by distance and fare, dropped ones by place', () => {
  const { trips, engine } = loaded([
    GOOD_TRIP,
    { ...GOOD_TRIP, fareUsd: 499 },
    { ...GOOD_TRIP, passengerCount: 0 },
    { ...GOOD_TRIP, pickupLatDeg: 0 },
  ]);
  clean(trips, DEFAULT_RULES, engine);
  tallyPicture(trips, engine.select(trips.length), engine);
  const { picture } = engine;
  const distanceBin = Math.floor(trips.distanceKm[0]! / 0.25);
  const place = { lonBin: Math.floor((-73.98 + 74.3) / 0.011), latBin: Math.floor((40.75 - 40.5) / 0.0105) };
  // The trip from latitude 0 is off the map.
  expect(cellsOf(picture)).toEqual({
    trips: [
      { distanceBin, fareBin: 19, trips: 1 },
      { distanceBin, fareBin: 299, trips: 1 },
    ],
    dropped: [{ ...place, trips: 1 }],
  });
  const twice = Uint32Array.from(picture);
  mergePicture(twice, picture);
  expect(cellsOf(twice).trips[0]).toEqual({ distanceBin, fareBin: 19, trips: 2 });
});
