import { fc, test } from '@fast-check/vitest';
import { expect, test as plain } from 'vitest';
import { EARTH_RADIUS_KM, haversineBatch, haversineKm } from '../src/index.ts';
import { GOOD_TRIP, loaded } from './support/trips.ts';

const lat = fc.double({ min: -90, max: 90, noNaN: true });
const lon = fc.double({ min: -180, max: 180, noNaN: true });

plain('haversineKm of a quarter of the equator is a quarter of the circumference', () => {
  expect(haversineKm(0, 0, 0, 90)).toBeCloseTo((Math.PI / 2) * EARTH_RADIUS_KM, 9);
  expect(haversineKm(90, 0, -90, 17)).toBeCloseTo(Math.PI * EARTH_RADIUS_KM, 9);
});

plain('haversineKm of Times Square to JFK is what the formula gives with 50 digits', () => {
  expect(haversineKm(40.758, -73.9855, 40.6413, -73.7781)).toBeCloseTo(21.77337619584961, 11);
});

plain('haversineKm of a coordinate that is not a number is not a number', () => {
  expect(haversineKm(Number.NaN, 0, 0, 0)).toBeNaN();
});

test.prop([lat, lon])('haversineKm of a place to itself across a pole is a number, and no distance', (a, b) => {
  expect(haversineKm(a, b, 180 - a, b + 180)).toBeLessThan(1e-3);
});

test.prop([lat, lon])('haversineKm of a place to itself is zero', (a, b) => {
  expect(haversineKm(a, b, a, b)).toBe(0);
});

plain('haversineKm of places that differ by what a float makes of one number is zero, of a metre it is not', () => {
  expect(haversineKm(40.755225, -73.98, 40.755224999999996, -73.98000000000002)).toBe(0);
  expect(haversineKm(40.755225, -73.98, 40.755225 + 2e-9, -73.98)).toBeGreaterThan(0);
  expect(haversineKm(40.755225, -73.98, 40.755225, -73.98 - 1e-5)).toBeGreaterThan(0.0008);
});

test.prop([lat, lon, lat, lon])('haversineKm is symmetric and at most half the circumference', (a, b, c, d) => {
  const km = haversineKm(a, b, c, d);
  expect(haversineKm(c, d, a, b)).toBe(km);
  expect(km).toBeGreaterThanOrEqual(0);
  expect(km).toBeLessThanOrEqual(Math.PI * EARTH_RADIUS_KM);
});

test.prop([lat, lon, lat, lon])('haversineBatch gives each trip what haversineKm gives it', (a, b, c, d) => {
  const trip = { ...GOOD_TRIP, pickupLatDeg: a, pickupLonDeg: b, dropoffLatDeg: c, dropoffLonDeg: d };
  const { trips } = loaded([GOOD_TRIP, trip]);
  const distanceKm = new Float64Array(2);
  haversineBatch(trips, distanceKm);
  expect(distanceKm[1]).toBe(haversineKm(a, b, c, d));
});
