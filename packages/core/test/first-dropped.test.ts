import { expect, test } from 'vitest';
import { type ColumnOptions, DEFAULT_RULES, firstDropped, parseTripHeader } from '../src/index.ts';

const NAMES = 'fare_amount,pickup_latitude,pickup_longitude,dropoff_latitude,dropoff_longitude,passenger_count';

function found(text: string, options: ColumnOptions & { readonly isOff?: boolean } = {}) {
  const bytes = new TextEncoder().encode(text);
  const header = parseTripHeader(bytes, { source: 'f.csv', purpose: 'training', isComplete: true, ...options })!;
  const rules = options.isOff === true ? undefined : DEFAULT_RULES;
  const distanceUnit = options.distance?.unit;
  return Object.fromEntries(firstDropped(bytes, { header, isComplete: true, rules, distanceUnit }));
}

test('firstDropped says the line and the value of the first row dropped for each reason', () => {
  const rows = [
    '9,40.75,-73.98,40.78,-73.95,1',
    '"$5.0",40.75,-73.98,40.78,-73.95,1',
    '',
    'x,40.75,-73.98,40.78,-73.95,1',
    '9,40.75,-73.98',
    '0.5,40.75,-73.98,40.78,-73.95,1',
    '9,0,0,40.78,-73.95,1',
    '9,40.75,-73.98,51.5,-0.12,1',
    '9,40.75,-73.98,40.78,-73.95,208',
    '9,40.75,-73.98,40.75,-73.98,1',
    '9,40.75,,40.78,-73.95,1',
  ];
  expect(found(`${NAMES}\r\n${rows.join('\r\n')}`)).toEqual({
    missing: { line: 3, why: "fare_amount: not a number, got '$5.0'" },
    malformed: { line: 6, why: '3 fields, the header has 6' },
    fare: { line: 7, why: 'fare_amount: outside 2.5 to 500 USD, got 0.5' },
    'zero-coordinates': { line: 8, why: 'pickup_latitude is 0' },
    'outside-area': { line: 9, why: 'dropoff_latitude: outside 40.5 to 41.8 degrees, got 51.5' },
    passengers: { line: 10, why: 'passenger_count: outside 1 to 6, got 208' },
    distance: { line: 11, why: 'the distance: outside 0 to 60 km, got 0' },
  });
});

test('firstDropped names a column as the file does, and counts lines inside quotes', () => {
  const text = `note,Fare_Amt,Start_Lat,Start_Lon,End_Lat,End_Lon\n"a\nb",9,40.75,-73.98,40.78,-73.95\nc,,40.75,-73.98,40.78,-73.95\n`;
  expect(found(text)).toEqual({ missing: { line: 4, why: 'Fare_Amt is empty' } });
});

test('firstDropped without rules knows what is missing, and what has too few fields', () => {
  const text = `${NAMES}\n-9,0,-73.98,40.78,-73.95,1\n9,40.75,-73.98,40.78,inf,1\n`;
  expect(found(text, { isOff: true })).toEqual({
    missing: { line: 3, why: "dropoff_longitude: not a number, got 'inf'" },
  });
});

test('firstDropped of given distances speaks of kilometres', () => {
  const text = 'fare_amount,trip_distance\n9,2300\n9,1.5\n9,-1\n';
  expect(found(text, { distance: { column: 'trip_distance', unit: 'km' } })).toEqual({
    distance: { line: 2, why: 'the distance: outside 0 to 60 km, got 2300' },
  });
});
