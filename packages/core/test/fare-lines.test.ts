import { describe, expect, test } from 'vitest';
import { DataError, parseHeader } from '../src/index.ts';
import { createFareLines, type FareColumns, type Model, PLACE_COLUMNS } from '../src/model/index.ts';
import { seededRandom } from './csv/random.ts';
import { fareLinesTwin } from './support/fare-lines-twin.ts';
import { modelOf, OLS } from './support/model.ts';
import { tripFile } from './support/trip-file.ts';

const SEED = Number(process.env.TAXIFARE_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed of the fare lines: ${SEED} (TAXIFARE_SEED)`);

const FORMS: readonly FareColumns[] = [
  ['fare_amount'],
  ['distance_km', 'fare_amount'],
  ['distance_km', 'fare_amount', 'low', 'high'],
];
const MODELS: readonly Model[] = [
  modelOf(OLS),
  modelOf({ ...OLS, fitIntercept: true }),
  modelOf({ estimator: 'ridge', alpha: 1, fitIntercept: true }),
];
const LAYOUTS: readonly (readonly string[])[] = [
  ['key', 'fare_amount', ...PLACE_COLUMNS, 'passenger_count'],
  [...PLACE_COLUMNS, ' Key '],
  ['fare_amount', ...PLACE_COLUMNS],
  ['dropoff_latitude', 'dropoff_longitude', 'KEY', 'pickup_longitude', 'pickup_latitude', 'note'],
  [...PLACE_COLUMNS],
];

interface Case {
  readonly model: Model;
  readonly columns: FareColumns;
}

function linesOf(file: Uint8Array, { model, columns }: Case, chunk: () => number): string {
  const header = parseHeader(file, { columns: PLACE_COLUMNS, source: 'f.csv', isComplete: true });
  if (header === undefined) throw new Error('no header');
  const fareLines = createFareLines({ source: 'f.csv', header, model, columns });
  const pieces: Uint8Array[] = [];
  const take = (lines: Uint8Array) => void pieces.push(lines.slice());
  for (let at = header.endByte; at < file.length; ) {
    const bytes = file.subarray(at, at + chunk());
    fareLines.push(bytes, take);
    at += bytes.length;
  }
  fareLines.end(take);
  return Buffer.concat(pieces).toString();
}

function expectAsTwin(file: Uint8Array, one: Case, chunk: () => number, what: string): void {
  const expected = fareLinesTwin(file, one.model, one.columns);
  if (expected === undefined) expect(() => linesOf(file, one, chunk), what).toThrow(DataError);
  else expect(linesOf(file, one, chunk), what).toBe(expected);
}

describe('fare lines are what csv-parse and String make of a file', () => {
  test('for random files of every layout and form, however their bytes come in', () => {
    const random = seededRandom(SEED);
    for (let turn = 0; turn < 400; turn++) {
      const isOddNever = random.oneIn(3);
      const file = Buffer.from(
        tripFile(random, 1 + random.below(random.oneIn(20) ? 6000 : 150), {
          columns: random.pick(LAYOUTS),
          oddKeyOneIn: isOddNever ? 1e9 : random.pick([2, 20, 500]),
          awkwardOneIn: random.pick([3, 50, 1e9]),
          malformedOneIn: isOddNever ? 1e9 : random.pick([10, 500, 1e9]),
          areQuoted: random.oneIn(3),
          lineEnd: random.pick(['\n', '\r\n']),
        }),
      );
      const one = { model: random.pick(MODELS), columns: random.pick(FORMS) };
      const most = random.pick([1, 20, 5000, 1e6]);
      expectAsTwin(file, one, () => 1 + random.below(most), `seed ${SEED}, file ${turn}`);
    }
  });

  test('for a file cut short anywhere', () => {
    const header = 'key,pickup_latitude,pickup_longitude,dropoff_latitude,dropoff_longitude\r\n';
    const rows =
      '"a,1",40.7,-73.9,40.8,-74\r\n\r\n"b\n",40.7,,40.8,-74\nc,"40.7",-73.9,40.7,-73.9\r\nd,1\r\n"é""",1,2,3,4\r\n';
    const file = Buffer.from(header + rows);
    for (let end = header.length; end <= file.length; end++) {
      const one = { model: MODELS[0]!, columns: FORMS[2]! };
      expectAsTwin(file.subarray(0, end), one, () => 7, `${end} bytes`);
    }
  });
});

test('fare lines refuse a quote that is never closed and a record without an end, by byte', () => {
  const header = 'key,pickup_latitude,pickup_longitude,dropoff_latitude,dropoff_longitude\n';
  const one = { model: MODELS[0]!, columns: FORMS[0]! };
  const read = (text: string) => linesOf(Buffer.from(header + text), one, () => 100_000);
  expect(() => read('a,1,2,3,4\n"b,1,2,3,4\n')).toThrow(
    'f.csv: byte 82: a quote in the record that starts here is never',
  );
  expect(() => read(`a,1,2,3,4\n"${'b'.repeat(3_000_000)}`)).toThrow(
    'f.csv: byte 82: the record is longer than 1048576',
  );
});
