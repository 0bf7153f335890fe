import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import {
  cellsOf,
  clean,
  computeDistances,
  createTripEngine,
  DEFAULT_RULES,
  DISTANCE_AXIS_KM,
  FARE_AXIS_USD,
  haversineKm,
  KEPT,
  MAP_LAT_AXIS_DEG,
  MAP_LON_AXIS_DEG,
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

const place: fc.Arbitrary<TripFields> = fc.record({
  fareUsd: fc.oneof(fc.double({ min: 0, max: 520 }), fc.constantFrom(2.5, 500, -3, 1e300, Number.NaN)),
  pickupLatDeg: degrees(40.5, 41.8),
  pickupLonDeg: degrees(-74.5, -72.8),
  dropoffLatDeg: degrees(40.5, 41.8),
  dropoffLonDeg: degrees(-74.5, -72.8),
  passengerCount: fc.constantFrom(1, 1, 1, 2, 6, 0, 7, Number.NaN),
});
/** Now and then a trip ends where it began, or nearly there. */
const jitter = fc.constantFrom(0, 1e-13, -5e-10, 9.9e-10, -1.1e-9);
const trip: fc.Arbitrary<TripFields> = fc.oneof(
  { weight: 9, arbitrary: place },
  {
    weight: 1,
    arbitrary: fc.tuple(place, jitter, jitter).map(([row, lat, lon]) => ({
      ...row,
      dropoffLatDeg: row.pickupLatDeg + lat,
      dropoffLonDeg: row.pickupLonDeg + lon,
    })),
  },
);
const trips = fc.array(trip, { maxLength: 40 });
const engine = createTripEngine();

test.prop([trips], { numRuns: 2000 })('an engine computes every distance to the bits of haversineKm', (rows) => {
  const columns = engine.load(columnsOf(rows));
  computeDistances(columns, engine);
  for (const [i, { pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg }] of rows.entries()) {
    expect(columns.distanceKm[i]).toBe(haversineKm(pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg));
  }
});

test.prop([trips], { numRuns: 500 })('an engine cleans, sums and counts to the bits of plain loops', (rows) => {
  const columns = engine.load(columnsOf(rows));
  computeDistances(columns, engine);
  clean(columns, DEFAULT_RULES, engine);
  const isWithin = (value: number, min: number, max: number) => value >= min && value <= max;
  const [minFareUsd, maxFareUsd, minLatDeg, maxLatDeg, minLonDeg, maxLonDeg] = [2.5, 500, 40.5, 41.8, -74.5, -72.8];
  const [minPassengers, maxPassengers, maxDistanceKm] = [1, 6, 60];
  const kept = rows.flatMap((row, i) => {
    const isKept =
      isWithin(row.fareUsd, minFareUsd, maxFareUsd) &&
      isWithin(row.pickupLatDeg, minLatDeg, maxLatDeg) &&
      isWithin(row.dropoffLatDeg, minLatDeg, maxLatDeg) &&
      isWithin(row.pickupLonDeg, minLonDeg, maxLonDeg) &&
      isWithin(row.dropoffLonDeg, minLonDeg, maxLonDeg) &&
      isWithin(row.passengerCount, minPassengers, maxPassengers) &&
      columns.distanceKm[i]! > 0 &&
      columns.distanceKm[i]! <= maxDistanceKm;
    expect(columns.verdicts[i] === KEPT).toBe(isKept);
    return isKept ? [{ km: columns.distanceKm[i]!, usd: row.fareUsd }] : [];
  });
  const km = Float64Array.from(kept, (row) => row.km);
  const usd = Float64Array.from(kept, (row) => row.usd);
  engine.picture.fill(0);
  const selection = engine.select(columns.length);
  expect(summarize(columns, selection, engine).train).toEqual(momentsOf([km], usd, kept.length));
  tallyPicture(columns, selection, engine);
  const bin = (value: number, axis: typeof FARE_AXIS_USD) => Math.min(Math.floor(value / axis.width), axis.bins - 1);
  const counts = new Map<string, number>();
  for (const row of kept) {
    const place = `${bin(row.km, DISTANCE_AXIS_KM)} ${bin(row.usd, FARE_AXIS_USD)}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const { train, pickups } = cellsOf(Float64Array.from(engine.picture));
  expect(new Map(train.map((cell) => [`${cell.distanceBin} ${cell.fareBin}`, cell.trips]))).toEqual(counts);
  const places = new Map<string, number>();
  for (const { pickupLatDeg, pickupLonDeg } of rows) {
    const y = Math.floor((pickupLatDeg - MAP_LAT_AXIS_DEG.start) * (1 / MAP_LAT_AXIS_DEG.width));
    const x = Math.floor((pickupLonDeg - MAP_LON_AXIS_DEG.start) * (1 / MAP_LON_AXIS_DEG.width));
    if (!(x >= 0 && x < MAP_LON_AXIS_DEG.bins && y >= 0 && y < MAP_LAT_AXIS_DEG.bins)) continue;
    places.set(`${y} ${x}`, (places.get(`${y} ${x}`) ?? 0) + 1);
  }
  expect(new Map(pickups.map((cell) => [`${cell.latBin} ${cell.lonBin}`, cell.rows]))).toEqual(places);
});

test('an engine grows with its batches and keeps its picture', () => {
  const small = createTripEngine();
  small.picture[7] = 5;
  const many = Array.from({ length: 10_001 }, (_, i) => ({ ...GOOD_TRIP, fareUsd: 3 + i / 100 }));
  const columns = small.load(columnsOf(many));
  computeDistances(columns, small);
  clean(columns, DEFAULT_RULES, small);
  expect(summarize(columns, small.select(columns.length), small).train.n).toBe(10_001);
  expect(small.picture[7]).toBe(5);
});
