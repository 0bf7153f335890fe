import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import {
  cellsOf,
  clean,
  computeDistances,
  createTripKernel,
  DEFAULT_RULES,
  DISTANCE_AXIS_KM,
  FARE_AXIS_USD,
  haversineKm,
  KEPT,
  momentsOf,
  summarize,
  tallyPicture,
} from '../src/index.ts';
import { columnsOf, GOOD_TRIP, type TripFields } from './support/trips.ts';

const ODD = [0, -0, 90, -90, 180, 91, 401.08, -1e6, 1e200, Number.NaN, Number.POSITIVE_INFINITY];

/** Mostly places of the city, now and then a place of the Earth, or none. */
function degrees(min: number, max: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 20, arbitrary: fc.double({ min, max, noNaN: true }) },
    { weight: 1, arbitrary: fc.double({ min: -180, max: 180, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
  );
}

const trip: fc.Arbitrary<TripFields> = fc.record({
  fareUsd: fc.oneof(fc.double({ min: 0, max: 520 }), fc.constantFrom(2.5, 500, -3, 1e300, Number.NaN)),
  pickupLatDeg: degrees(40.5, 41.8),
  pickupLonDeg: degrees(-74.5, -72.8),
  dropoffLatDeg: degrees(40.5, 41.8),
  dropoffLonDeg: degrees(-74.5, -72.8),
  passengerCount: fc.constantFrom(1, 1, 1, 2, 6, 0, 7, Number.NaN),
});
const trips = fc.array(trip, { maxLength: 40 });
const kernel = createTripKernel();

test.prop([trips], { numRuns: 2000 })('a kernel computes every distance to the bits of haversineKm', (rows) => {
  const held = kernel.hold(columnsOf(rows));
  computeDistances(held);
  for (const [i, { pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg }] of rows.entries()) {
    expect(held.distanceKm[i]).toBe(haversineKm(pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg));
  }
});

test.prop([trips], { numRuns: 2000 })('a kernel cleans, sums and counts to the bits of plain loops', (rows) => {
  const held = kernel.hold(columnsOf(rows));
  computeDistances(held);
  clean(held, DEFAULT_RULES);
  const isWithin = (value: number, min: number, max: number) => value >= min && value <= max;
  const { minFareUsd, maxFareUsd, minLatDeg, maxLatDeg, minLonDeg, maxLonDeg } = DEFAULT_RULES;
  const kept = rows.flatMap((row, i) => {
    const isKept =
      isWithin(row.fareUsd, minFareUsd, maxFareUsd) &&
      isWithin(row.pickupLatDeg, minLatDeg, maxLatDeg) &&
      isWithin(row.dropoffLatDeg, minLatDeg, maxLatDeg) &&
      isWithin(row.pickupLonDeg, minLonDeg, maxLonDeg) &&
      isWithin(row.dropoffLonDeg, minLonDeg, maxLonDeg) &&
      isWithin(row.passengerCount, DEFAULT_RULES.minPassengers, DEFAULT_RULES.maxPassengers) &&
      held.distanceKm[i]! > 0 &&
      held.distanceKm[i]! <= DEFAULT_RULES.maxDistanceKm;
    expect(held.verdicts[i] === KEPT).toBe(isKept);
    return isKept ? [{ km: held.distanceKm[i]!, usd: row.fareUsd }] : [];
  });
  const km = Float64Array.from(kept, (row) => row.km);
  const usd = Float64Array.from(kept, (row) => row.usd);
  kernel.picture.fill(0);
  expect(summarize(held).train).toEqual(momentsOf([km], usd, kept.length));
  tallyPicture(held);
  const bin = (value: number, axis: typeof FARE_AXIS_USD) => Math.min(Math.floor(value / axis.width), axis.bins - 1);
  const counts = new Map<string, number>();
  for (const row of kept) {
    const place = `${bin(row.km, DISTANCE_AXIS_KM)} ${bin(row.usd, FARE_AXIS_USD)}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const { trips } = cellsOf(kernel.picture);
  expect(new Map(trips.map((cell) => [`${cell.distanceBin} ${cell.fareBin}`, cell.trips]))).toEqual(counts);
});

test('a kernel grows with its batches and keeps its picture', () => {
  const small = createTripKernel();
  small.picture[7] = 5;
  const many = Array.from({ length: 10_001 }, (_, i) => ({ ...GOOD_TRIP, fareUsd: 3 + i / 100 }));
  const held = small.hold(columnsOf(many));
  computeDistances(held);
  clean(held, DEFAULT_RULES);
  expect(summarize(held).train.n).toBe(10_001);
  expect(held.kernel.picture[7]).toBe(5);
});
