import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  addPicture,
  cellsOf,
  clean,
  createTripEngine,
  DEFAULT_RULES,
  mergePicture,
  PICTURE_LENGTH,
  picturePacked,
  pictureUnpacked,
  tallyPicture,
  verdictOf,
} from '../src/index.ts';
import { GOOD_TRIP, loaded } from './support/trips.ts';

test('tallyPicture counts kept and held-out trips by distance and fare, all rows and the dropped ones by place', () => {
  const { trips, engine } = loaded([
    GOOD_TRIP,
    { ...GOOD_TRIP, fareUsd: 499 },
    { ...GOOD_TRIP, passengerCount: 0 },
    { ...GOOD_TRIP, pickupLatDeg: 0 },
    { ...GOOD_TRIP, fareUsd: 12 },
  ]);
  clean(trips, DEFAULT_RULES, engine);
  trips.verdicts[4] = 255;
  expect(trips.verdicts[2]! & 63).toBe(verdictOf('passengers'));
  tallyPicture(trips, engine.select(trips.length), engine);
  const distanceBin = Math.floor(trips.distanceKm[0]! / 0.25);
  const place = { lonBin: Math.floor((-73.98 + 74.3) / 0.011), latBin: Math.floor((40.75 - 40.5) / 0.0105) };
  const picture = Float64Array.from(engine.picture);
  // The trip from latitude 0 is off the map.
  expect(cellsOf(picture)).toEqual({
    train: [
      { distanceBin, fareBin: 19, trips: 1 },
      { distanceBin, fareBin: 299, trips: 1 },
    ],
    heldOut: [{ distanceBin, fareBin: 24, trips: 1 }],
    pickups: [{ ...place, rows: 4 }],
    dropped: [{ ...place, rows: 1 }],
  });
  const twice = Float64Array.from(picture);
  mergePicture(twice, picture);
  expect(cellsOf(twice).train[0]).toEqual({ distanceBin, fareBin: 19, trips: 2 });
  addPicture(twice, engine.drainPicture(), -1);
  expect(twice).toEqual(picture);
});

test('drainPicture lists the counts that are not 0, wherever they stand, and leaves none', () => {
  const engine = createTripEngine();
  const { length } = engine.picture;
  const bins = [0, 1, 7, 8, 15, 16, 1000, length - 9, length - 8, length - 1];
  for (const bin of bins) engine.picture[bin] = 2 ** 32 - 1 - bin;
  const { bins: drained, counts } = engine.drainPicture();
  expect([...drained]).toEqual(bins);
  expect([...counts]).toEqual(bins.map((bin) => 2 ** 32 - 1 - bin));
  expect(engine.picture.every((count) => count === 0)).toBe(true);
  expect(engine.drainPicture().bins).toHaveLength(0);
});

const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(200), fc.maxSafeNat()), { maxLength: 60 });

describe('picturePacked', () => {
  property.prop([counts])('is read back to the last count', (values) => {
    const picture = Float64Array.from(values);
    expect(pictureUnpacked(picturePacked(picture), picture.length)).toEqual(picture);
  });

  property.prop([fc.uint8Array({ maxLength: 12 })])('is never read as more counts than there is room for', (bytes) => {
    const read = pictureUnpacked(bytes, 5);
    expect(read === undefined || read.length === 5).toBe(true);
  });

  test('is refused where it is cut, or points beyond the last bin', () => {
    const packed = picturePacked(new Float64Array(PICTURE_LENGTH).fill(300, 7, 9));
    expect(pictureUnpacked(packed.subarray(0, -1), PICTURE_LENGTH)).toBeUndefined();
    expect(pictureUnpacked(packed, 8)).toBeUndefined();
  });
});
