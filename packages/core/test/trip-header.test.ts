import { describe, expect, test } from 'vitest';
import { parseTripHeader, type TripHeaderOptions } from '../src/index.ts';

const NAMES =
  'key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count';
const ROW = '2013-05-15 16:10:00.0000001,5.0,2013-05-15 16:10:00 UTC,-74.003278,40.741751,-74.014281,40.74107,1';
const KAGGLE = `${NAMES}\n${ROW}\n${ROW}\n`;

function header(text: string, options: Partial<TripHeaderOptions> = {}) {
  const bytes = new TextEncoder().encode(text);
  return parseTripHeader(bytes, { source: 'f.csv', purpose: 'training', isComplete: true, ...options });
}

/** What each wanted column is called in the file. */
function found(text: string, options?: Partial<TripHeaderOptions>) {
  const { names, positions, holds, notes } = header(text, options)!;
  return { columns: Object.fromEntries(holds.map((field, i) => [field, names[positions[i]!]])), notes };
}

describe('parseTripHeader knows', () => {
  test("Kaggle's names, and has nothing to remark", () => {
    expect(header(KAGGLE)).toMatchObject({ separator: ',', fields: 8, positions: [1, 4, 3, 6, 5, 7], notes: [] });
  });

  test.each<[string, string, Record<string, string>, string[]]>([
    [
      'the names of the TLC in 2009',
      'vendor_name,Passenger_Count,Trip_Distance,Start_Lon,Start_Lat,End_Lon,End_Lat,Fare_Amt\nVTS,1,1.5,-74,40.7,-74,40.8,5\n',
      {
        fare_amount: 'Fare_Amt',
        pickup_latitude: 'Start_Lat',
        dropoff_longitude: 'End_Lon',
        passenger_count: 'Passenger_Count',
      },
      ['columns are called as by TLC 2009'],
    ],
    [
      'the names of the TLC in 2014, with blanks before them',
      'vendor_id, passenger_count, pickup_longitude, pickup_latitude, dropoff_longitude, dropoff_latitude, fare_amount\n',
      { pickup_latitude: 'pickup_latitude', fare_amount: 'fare_amount' },
      [],
    ],
    [
      "the names of Google's courses",
      'fare_amount,pickuplon,pickuplat,dropofflon,dropofflat,passengers,key\n5,-74,40.7,-74,40.8,1,0\n',
      { pickup_longitude: 'pickuplon', passenger_count: 'passengers' },
      ["columns are called as by Google's courses"],
    ],
    [
      'names with blanks in place of underscores',
      'Fare Amount,Pickup Latitude,pickup-longitude,dropoff latitude,dropoff longitude\n',
      { fare_amount: 'Fare Amount', pickup_longitude: 'pickup-longitude' },
      [],
    ],
  ])('%s', (_, text, columns, notes) => {
    const got = found(text);
    expect(got.columns).toMatchObject(columns);
    expect(got.notes).toEqual(notes);
  });

  test.each<[string, string, string[]]>([
    [
      'semicolons with decimal commas',
      KAGGLE.replace(/,/g, ';').replace(/(\d)\.(\d)/g, '$1,$2'),
      ['fields are separated by ;', 'decimals are written with a comma'],
    ],
    ['tabs', KAGGLE.replace(/,/g, '\t'), ['fields are separated by tabs']],
    ['bars', KAGGLE.replace(/,/g, '|'), ['fields are separated by |']],
    ["Excel's sep= line", `sep=,\r\n${KAGGLE}`, ['its first line says sep=,']],
    [
      'empty fields beyond the header',
      KAGGLE.replaceAll(ROW, `${ROW},,`),
      ["rows have empty fields beyond the header's 8"],
    ],
  ])('%s', (_, text, notes) => {
    const got = found(text);
    expect(got.notes).toEqual(notes);
    expect(got.columns).toMatchObject({ fare_amount: 'fare_amount', passenger_count: 'passenger_count' });
  });

  test("R's row names, which have no name in the header", () => {
    const rows = `"1",${ROW}\n"2",${ROW}\n`;
    expect(header(`${NAMES}\n${rows}`)).toMatchObject({
      fields: 9,
      positions: [2, 5, 4, 7, 6, 8],
      notes: ['rows begin with a number that has no name in the header'],
    });
    expect(header(`${NAMES}\n${rows.replace('"2"', '"1"')}`)?.fields).toBe(8);
  });

  test('a file without a header by the names that are given, and the same names as its header', () => {
    const given = { header: NAMES.split(',').map((name) => (name === 'key' ? '_' : name)) };
    expect(header(`${ROW}\n`, given)).toMatchObject({ endByte: 0, lines: 0, positions: [1, 4, 3, 6, 5, 7] });
    expect(header(KAGGLE, given)).toMatchObject({ endByte: NAMES.length + 1, lines: 1 });
    expect(header(`a,b,c,d,e,f,g,h\n${ROW}\n`, given)).toMatchObject({ lines: 1 });
  });

  test('columns that are given by name', () => {
    const text = KAGGLE.replace('fare_amount', 'Cost');
    expect(found(text, { named: { fare_amount: 'cost' } }).columns).toMatchObject({ fare_amount: 'Cost' });
  });

  test('a file without passengers, and one of distances', () => {
    const without = KAGGLE.replaceAll(',passenger_count', '').replaceAll(/,1\n/g, '\n');
    expect(header(without)?.holds).not.toContain('passenger_count');
    const distances = 'trip_distance,fare_amount,passenger_count\n1.0,5,1\n';
    const distance = { column: 'trip_distance', unit: 'mi' } as const;
    expect(header(distances, { distance })?.holds).toEqual(['fare_amount', 'trip_distance', 'passenger_count']);
  });

  test('places whose latitude and longitude look swapped', () => {
    expect(header(KAGGLE)?.isSwapped).toBe(false);
    const names = NAMES.replaceAll(/latitude|longitude/g, (word) => (word === 'latitude' ? 'longitude' : 'latitude'));
    expect(header(`${names}\n${ROW}\n`)?.isSwapped).toBe(true);
  });

  test('the same from the first bytes as from all of them', () => {
    const long = `${NAMES}\n${`"7",${ROW}\n`.repeat(1000)}`;
    const bytes = new TextEncoder().encode(long);
    const options = { source: 'f.csv', purpose: 'training', isComplete: false } as const;
    const whole = header(long);
    for (let end = 0; end < 40_000; end += 997) {
      const some = parseTripHeader(bytes.subarray(0, end), options);
      if (some !== undefined) expect(some).toEqual(whole);
    }
    expect(parseTripHeader(bytes.subarray(0, 20_000), options)).toEqual(whole);
  });
});

test.each<[string, string, Partial<TripHeaderOptions>, string]>([
  [
    'a first line of data',
    `${ROW}\n`,
    {},
    `f.csv: line 1: the line looks like data, not like a header, got ${ROW.replaceAll(',', ', ')}; name its 8 columns in their order, _ for one that is not wanted: --columns key,fare_amount`,
  ],
  [
    'distances alone, naming the option',
    'VendorID,trip_distance,fare_amount\n1,1.0,5.0\n',
    {},
    'give --distance-column trip_distance --distance-unit mi (or km)',
  ],
  [
    'a column that it lacks',
    KAGGLE.replace('fare_amount', 'Cost'),
    {},
    'line 1: the header lacks fare_amount, got key, Cost, pickup_datetime',
  ],
  [
    'a column that was given and is not there',
    KAGGLE,
    { named: { passenger_count: 'people' } },
    'the header lacks people, got key, fare_amount',
  ],
  ['a name that there is twice', KAGGLE.replace('key', 'Fare_Amount'), {}, 'the header has fare_amount more than once'],
  [
    'names that are too few',
    `${ROW}\n`,
    { header: ['fare_amount', '_'] },
    'line 1: 8 fields, and --columns names 2; name each, _ for one that is not wanted',
  ],
  [
    'names without a wanted one',
    `${ROW}\n`,
    { header: ['_', '_', '_', 'pickup_longitude', 'pickup_latitude', 'dropoff_longitude', 'dropoff_latitude', '_'] },
    '--columns: fare_amount is not among them',
  ],
  [
    'lines that end in carriage returns',
    `${NAMES}\r${ROW}\r`.replace('fare_amount', 'x'),
    {},
    'a carriage return alone',
  ],
])('parseTripHeader refuses %s', (_, text, options, message) => {
  expect(() => header(text, options)).toThrow(message);
});
