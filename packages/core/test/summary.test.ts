import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import {
  clean,
  DEFAULT_RULES,
  DROP_REASONS,
  emptySummary,
  holdOut,
  mergeSummaries,
  parseSummary,
  type Summary,
  summarize,
  summaryOfLines,
} from '../src/index.ts';
import { GOOD_TRIP, loaded, type TripFields } from './support/trips.ts';

const trip: fc.Arbitrary<TripFields> = fc.record({
  fareUsd: fc.constantFrom(3, 8.5, 12, -4, 700, Number.NaN),
  pickupLatDeg: fc.constantFrom(40.7, 40.75, 0, 45),
  pickupLonDeg: fc.constantFrom(-73.9, -74),
  dropoffLatDeg: fc.constantFrom(40.71, 40.8),
  dropoffLonDeg: fc.constantFrom(-73.95, -73.99, -1000),
  passengerCount: fc.constantFrom(0, 1, 2, 208),
});
const trips = fc.array(trip, { maxLength: 60 });

function summaryOf(rows: readonly TripFields[], fraction = 0.3): Summary {
  const { trips, engine } = loaded(rows);
  clean(trips, DEFAULT_RULES, engine);
  holdOut(trips, fraction);
  return summarize(trips, engine.select(trips.length), engine);
}

test.prop([trips])('summarize accounts for every row: kept, held out or dropped', (rows) => {
  const { train, heldOut, dropped } = summaryOf(rows);
  expect(DROP_REASONS.reduce((sum, reason) => sum + dropped[reason].count, train.n + heldOut.n)).toBe(rows.length);
});

test.prop([trips, trips])('mergeSummaries counts as the rows together do', (a, b) => {
  const merged = mergeSummaries(summaryOf(a), summaryOf(b));
  const together = summaryOf([...a, ...b]);
  expect(merged.rows).toBe(together.rows);
  expect(merged.train.n).toBe(together.train.n);
  expect(merged.heldOut.n).toBe(together.heldOut.n);
  for (const reason of DROP_REASONS) {
    expect(merged.dropped[reason].count).toBe(together.dropped[reason].count);
    expect(merged.dropped[reason].all.n).toBe(together.dropped[reason].all.n);
    expect(merged.dropped[reason].alone.n).toBe(together.dropped[reason].alone.n);
  }
});

test.prop([trips])('emptySummary is the exact identity of mergeSummaries', (rows) => {
  const summary = summaryOf(rows);
  expect(mergeSummaries(summary, emptySummary())).toEqual(summary);
  expect(mergeSummaries(emptySummary(), summary)).toEqual(summary);
});

test.prop([trips])('a summary survives JSON to the last bit', (rows) => {
  const summary = summaryOf(rows);
  expect(JSON.stringify(parseSummary(JSON.parse(JSON.stringify(summary))))).toBe(JSON.stringify(summary));
});

test('a summary survives JSON when fares make no sense', () => {
  const nonsense = { ...GOOD_TRIP, fareUsd: 1e200 };
  const summary = summaryOf([GOOD_TRIP, nonsense, { ...nonsense, fareUsd: -1e200 }, { ...GOOD_TRIP, fareUsd: 700 }], 0);
  expect(parseSummary(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  expect(summary.dropped.fare).toMatchObject({ count: 3, alone: { n: 1, meanY: 700 } });
});

test('mergeSummaries counts the first malformed line from the first line of the whole', () => {
  const merged = mergeSummaries(summaryOfLines(10, 0, null), summaryOfLines(5, 2, 3));
  expect(merged.firstMalformedLine).toBe(13);
  expect(merged.dropped.malformed.count).toBe(2);
  expect(merged.rows).toBe(2);
  expect(mergeSummaries(summaryOfLines(10, 1, 4), merged).firstMalformedLine).toBe(4);
});

test('parseSummary refuses what does not add up', () => {
  const summary = summaryOf([GOOD_TRIP, { ...GOOD_TRIP, fareUsd: 1 }]);
  expect(parseSummary({ ...summary, rows: 3 })).toBeUndefined();
  expect(parseSummary({ ...summary, dropped: {} })).toBeUndefined();
  expect(parseSummary({ ...summary, train: { ...summary.train, syy: -1 } })).toBeUndefined();
  expect(parseSummary('x')).toBeUndefined();
});

test.prop([trips, trips])('folds are the rows to train on, each in one of them, however the rows are cut', (a, b) => {
  const foldsOf = (rows: readonly TripFields[]) => {
    const { trips, engine } = loaded(rows);
    clean(trips, DEFAULT_RULES, engine);
    holdOut(trips, 0.3);
    return summarize(trips, engine.select(trips.length), engine, 4);
  };
  const together = foldsOf([...a, ...b]);
  const merged = mergeSummaries(foldsOf(a), foldsOf(b));
  expect(together.folds).toHaveLength(4);
  expect(together.folds.reduce((sum, { n }) => sum + n, 0)).toBe(together.train.n);
  expect(merged.folds.map(({ n }) => n)).toEqual(together.folds.map(({ n }) => n));
  expect(together.train).toEqual(summaryOf([...a, ...b]).train);
});
