import { describe, expect, test } from 'vitest';
import { createCsvReader } from '../../src/csv/create-csv-reader.ts';
import { SEPARATORS } from '../../src/csv/first-record.ts';
import { parseHeader } from '../../src/csv/parse-header.ts';
import { DataError } from '../../src/data-error.ts';
import { REAL_ROWS } from '../support/real-rows.ts';
import { AWKWARD_COLUMNS, awkwardFile } from './awkward.ts';
import { difference } from './compare.ts';
import { mutated } from './mutate.ts';
import { seededRandom } from './random.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const SEED = Number(process.env.TAXIFARE_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed of the CSV tests: ${SEED} (TAXIFARE_SEED)`);

const SMALL = utf8(
  '\ufeffa,b,c,d\r\n1,2.5,-3,"4"\r\n\r\n"5\n,6",7,8,9\r\n1,2,3\r\n-0,1e3,0.1,40.712278000000005\n"é""漢",12345678901234567890,.5,5.\n9,8,7,6',
);

describe('a CSV reader gives what csv-parse and Number give', () => {
  test('for every way of cutting a small awkward file in two', () => {
    for (let cut = 0; cut <= SMALL.length; cut++) {
      expect(difference(SMALL, ['a', 'b', 'c', 'd'], { cuts: [cut], blockBytes: 16 }), `cut at ${cut}`).toBeUndefined();
    }
  });

  test('for every size of the pieces that its bytes come in', () => {
    for (let size = 1; size <= SMALL.length; size++) {
      expect(difference(SMALL, ['d', 'a'], { chunk: () => size }), `pieces of ${size}`).toBeUndefined();
    }
  });

  test('for a file cut short anywhere', () => {
    for (let end = 12; end <= SMALL.length; end++) {
      expect(difference(SMALL.subarray(0, end), ['b', 'c'], { readBytes: 8 }), `${end} bytes`).toBeUndefined();
    }
  });

  test('for random awkward files, cut and read in random ways', () => {
    const random = seededRandom(SEED);
    for (let turn = 0; turn < 300; turn++) {
      const separator = random.oneIn(2) ? ',' : random.pick(SEPARATORS);
      const file = utf8(
        awkwardFile(random, 1 + random.below(200), {
          awkwardOneIn: random.pick([2, 5, 50]),
          malformedOneIn: random.pick([10, 1000]),
          areQuoted: random.oneIn(4),
          lineEnd: random.pick(['\n', '\r\n']),
          separator,
        }),
      );
      const cuts = Array.from({ length: random.below(4) }, () => random.below(file.length + 1)).sort((a, b) => a - b);
      const options = {
        separator,
        cuts,
        blockBytes: random.pick([64, 1000, 65536]),
        readBytes: random.pick([64, 4096]),
      };
      expect(difference(file, AWKWARD_COLUMNS, options), `seed ${SEED}, file ${turn}`).toBeUndefined();
    }
  });

  if (REAL_ROWS !== undefined) {
    const real = REAL_ROWS;
    const columns = [
      'fare_amount',
      'pickup_longitude',
      'pickup_latitude',
      'dropoff_longitude',
      'dropoff_latitude',
      'passenger_count',
    ];
    test('for the real rows, whole and mutated', () => {
      expect(difference(real, columns, {})).toBeUndefined();
      const random = seededRandom(SEED);
      for (let turn = 0; turn < 20; turn++) {
        const file = mutated(random, real, random.pick([1, 10, 100, 1000]));
        expect(
          difference(file, columns, { readBytes: random.pick([300, 65536]) }),
          `seed ${SEED}, file ${turn}`,
        ).toBeUndefined();
      }
    });
  }
});

function readerOf(text: string, more: { readonly maxRows?: number } = {}, maxRecordBytes?: number) {
  const bytes = utf8(text);
  const header = parseHeader(bytes, { source: 'f.csv', columns: ['a', 'b'], isComplete: true });
  if (header === undefined) throw new Error('no header');
  const slice = { source: 'f.csv', header, startByte: 0, endByte: bytes.length, from: 'record' as const, ...more };
  const reader = createCsvReader(slice, maxRecordBytes === undefined ? {} : { maxRecordBytes });
  const values: number[] = [];
  const take = (batch: { readonly columns: readonly Float64Array[] }) => values.push(...batch.columns[0]!);
  return {
    read: () => {
      reader.push(bytes.subarray(reader.position), take);
      return { end: reader.end(take), values };
    },
  };
}

test('a CSV reader refuses a quote that is never closed, by line and byte', () => {
  expect(() => readerOf('a,b\n1,2\n3,"4\n5,6\n').read()).toThrow(
    'f.csv: line 3, byte 10: a quote opens here and is never closed',
  );
});

test('a CSV reader refuses a record longer than it may be', () => {
  const long = `a,b\n1,2\n3,${'9'.repeat(5000)}`;
  expect(() => readerOf(long, {}, 1000).read()).toThrow('f.csv: line 3, byte 8: the record is longer than 1000 bytes');
});

test('a CSV reader counts rows with a wrong number of fields, and names the line of the first', () => {
  const { end, values } = readerOf('a,b\n1,2\n\n3\n4,5,6\n7,8\n').read();
  expect(values).toEqual([1, 7]);
  expect(end).toMatchObject({ rows: 2, malformed: 2, firstMalformedLine: 4, lines: 6 });
});

test('a CSV reader takes a row with empty fields beyond the header for the row that it is', () => {
  const { end, values } = readerOf('a,b\n1,2,\n3,4,,\r\n"5",6,,,\n7,8, \n9,1e1,,').read();
  expect(values).toEqual([1, 3, 5, 9]);
  expect(end).toMatchObject({ rows: 4, malformed: 1, firstMalformedLine: 5 });
});

test.each([
  [0, []],
  [1, [1]],
  [2, [1]],
  [3, [1, 4]],
  [9, [1, 4, 6]],
])('a CSV reader of at most %d rows stops after so many records, good or bad', (maxRows, expected) => {
  expect(readerOf('a,b\n1,2\n3\n4,5\n\n6,7\n', { maxRows }).read().values).toEqual(expected);
});

describe('parseHeader', () => {
  const header = (bytes: Uint8Array) =>
    parseHeader(bytes, { source: 'f.csv', columns: ['fare', 'Lat'], isComplete: true });

  test('finds columns in any order and any case, quoted, after a BOM and empty lines', () => {
    expect(header(utf8('\ufeff\r\n"x", LAT ,"FARE"\r\n1,2,3'))).toMatchObject({
      fields: 3,
      positions: [2, 1],
      lines: 2,
    });
  });

  test.each<[string, Uint8Array, string]>([
    ['an empty file', utf8(''), 'the file is empty'],
    ['a missing column', utf8('lat,lon\n'), 'line 1: the header lacks fare, got lat, lon'],
    ['a repeated column', utf8('fare,lat,Fare\n'), 'the header has fare more than once'],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a), 'not a CSV file, it looks like a PNG image'],
    ['a login page', utf8('<!DOCTYPE html><html>'), 'not a CSV file, it looks like HTML'],
    ['UTF-16', new Uint8Array(Buffer.from('\ufefffare,lat\n', 'utf16le')), 'not a CSV file, it looks like UTF-16 text'],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from('fare,lat\n1,2\n', 'utf16le')), 'it looks like UTF-16 text'],
    ['gzip data', Uint8Array.of(0x1f, 0x8b, 8, 0), 'it looks like gzip data'],
    ['a Parquet file', utf8('PAR1\u0015\u0004'), 'it looks like a Parquet file; save it to a file'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => header(bytes)).toThrow(message);
    expect(() => header(bytes)).toThrow(DataError);
  });
});
