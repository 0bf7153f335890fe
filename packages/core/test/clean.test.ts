import { expect, test } from 'vitest';
import { ALONE, clean, DEFAULT_RULES, DROP_REASONS, HELD_OUT, holdOut, KEPT } from '../src/index.ts';
import { GOOD_TRIP, loaded, type TripFields } from './support/trips.ts';

function reasonOf(change: Partial<TripFields>, options: { readonly isOff?: boolean } = {}): string {
  const { trips, engine } = loaded([{ ...GOOD_TRIP, ...change }]);
  clean(trips, options.isOff ? undefined : DEFAULT_RULES, engine);
  const verdict = trips.verdicts[0] ?? 0;
  return verdict === KEPT ? 'kept' : (DROP_REASONS[(verdict & ~ALONE) - 1] ?? `${verdict}`);
}

test.each([
  [{}, 'kept'],
  [{ fareUsd: Number.NaN }, 'missing'],
  [{ dropoffLonDeg: Number.NaN }, 'missing'],
  [{ passengerCount: Number.POSITIVE_INFINITY }, 'missing'],
  [{ passengerCount: Number.NaN, fareUsd: -1 }, 'missing'],
  [{ pickupLonDeg: -1e308, dropoffLonDeg: 1e308 }, 'missing'],
  [{ fareUsd: 2.5 }, 'kept'],
  [{ fareUsd: 2.49 }, 'fare'],
  [{ fareUsd: 500 }, 'kept'],
  [{ fareUsd: 500.01 }, 'fare'],
  [{ fareUsd: -3, pickupLatDeg: 0 }, 'fare'],
  [{ pickupLatDeg: 0 }, 'zero-coordinates'],
  [{ dropoffLonDeg: 0, passengerCount: 0 }, 'zero-coordinates'],
  [{ pickupLatDeg: -0 }, 'zero-coordinates'],
  [{ pickupLatDeg: 40.49 }, 'outside-area'],
  [{ dropoffLatDeg: 41.81 }, 'outside-area'],
  [{ pickupLonDeg: -74.51 }, 'outside-area'],
  [{ pickupLonDeg: 40.75, pickupLatDeg: -73.98 }, 'outside-area'],
  [{ passengerCount: 0 }, 'passengers'],
  [{ passengerCount: 7 }, 'passengers'],
  [{ passengerCount: 6 }, 'kept'],
  [{ dropoffLatDeg: 40.75, dropoffLonDeg: -73.98 }, 'distance'],
  [{ dropoffLonDeg: -72.85 }, 'distance'],
] satisfies [Partial<TripFields>, string][])('clean of %j is: %s', (change, reason) => {
  expect(reasonOf(change)).toBe(reason);
});

test('clean without rules keeps every row that is a number', () => {
  expect(reasonOf({ fareUsd: -1e9, pickupLatDeg: 0, passengerCount: 208 }, { isOff: true })).toBe('kept');
  expect(reasonOf({ fareUsd: Number.NaN }, { isOff: true })).toBe('missing');
  expect(reasonOf({ fareUsd: Number.NEGATIVE_INFINITY }, { isOff: true })).toBe('missing');
});

test('clean of the rows that it kept keeps them all', () => {
  const rows = manyTrips().map((trip, i) => (i % 7 === 0 ? { ...trip, passengerCount: 0 } : trip));
  const { trips, engine } = loaded(rows);
  clean(trips, DEFAULT_RULES, engine);
  const kept = rows.filter((_, i) => trips.verdicts[i] === KEPT);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(rows.length);
  const again = loaded(kept);
  clean(again.trips, DEFAULT_RULES, again.engine);
  expect(again.trips.verdicts.subarray(0, kept.length).every((verdict) => verdict === KEPT)).toBe(true);
});

test('clean marks a row that fails one rule alone', () => {
  const { trips, engine } = loaded([
    { ...GOOD_TRIP, fareUsd: 1 },
    { ...GOOD_TRIP, fareUsd: 1, passengerCount: 0 },
  ]);
  clean(trips, DEFAULT_RULES, engine);
  const { verdicts } = trips;
  expect((verdicts[0] ?? 0) & ALONE).toBe(ALONE);
  expect((verdicts[1] ?? 0) & ALONE).toBe(0);
});

function manyTrips(): TripFields[] {
  return Array.from({ length: 20_000 }, (_, i) => ({
    ...GOOD_TRIP,
    fareUsd: 3 + i / 100,
    pickupLatDeg: 40.7 + (i % 997) / 1e4,
  }));
}

function heldOut(trips: readonly TripFields[], fraction: number): Set<number> {
  const columns = loaded(trips).trips;
  columns.verdicts.fill(KEPT);
  holdOut(columns, fraction);
  return new Set(
    Array.from(columns.verdicts.subarray(0, columns.length).entries()).flatMap(([i, verdict]) =>
      verdict === HELD_OUT ? [i] : [],
    ),
  );
}

test('holdOut holds about the share out that it is told', () => {
  expect(heldOut(manyTrips(), 0).size).toBe(0);
  expect(heldOut(manyTrips(), 0.2).size / 20_000).toBeCloseTo(0.2, 1);
  expect(heldOut(manyTrips(), 1).size).toBe(20_000);
});

test('holdOut depends on the row alone, and a smaller share is part of a greater one', () => {
  const trips = manyTrips();
  const [small, large] = [heldOut(trips, 0.1), heldOut(trips, 0.2)];
  for (const i of small) expect(large.has(i)).toBe(true);
  const later = heldOut(trips.slice(5000), 0.1);
  for (const i of later) expect(small.has(i + 5000)).toBe(true);
});

test('holdOut takes -0 for 0 and leaves dropped rows alone', () => {
  const trips = [
    { ...GOOD_TRIP, fareUsd: 0 },
    { ...GOOD_TRIP, fareUsd: -0 },
  ];
  for (const fraction of [0.1, 0.3, 0.5, 0.7, 0.9]) expect(heldOut(trips, fraction).size % 2).toBe(0);
  const dropped = loaded([GOOD_TRIP]).trips;
  dropped.verdicts[0] = 3;
  holdOut(dropped, 1);
  expect(dropped.verdicts[0]).toBe(3);
});

test('holdOut refuses a fraction that is none', () => {
  expect(() => holdOut(loaded([]).trips, 1.5)).toThrow('a fraction is in [0, 1], got 1.5');
});
