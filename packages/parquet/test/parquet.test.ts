import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ParquetError, type ParquetFile, readFooter, readRowGroup } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
const instance = await DuckDBInstance.create();
const connection = await instance.connect();
let files = 0;

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true });
});

/** The bytes that DuckDB writes of a query's rows. */
async function written(sql: string, options = ''): Promise<Uint8Array> {
  const path = join(folder, `${files++}.parquet`);
  await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet${options})`);
  return Uint8Array.from(readFileSync(path));
}

/** Bytes as a file that counts what is read of it. */
function fileOf(bytes: Uint8Array): ParquetFile & { bytesRead(): number } {
  let read = 0;
  return {
    bytes: bytes.length,
    read: (start, end) => {
      read += end - start;
      return bytes.slice(start, end);
    },
    bytesRead: () => read,
  };
}

/** All values of some columns, and the lengths of the batches. */
async function valuesOf(file: ParquetFile, names: readonly string[], batchRows = 1000) {
  const footer = await readFooter(file);
  const columns = names.map((name) => footer.columns.find((column) => column.name === name)!);
  const values: number[][] = names.map(() => []);
  const lengths: number[] = [];
  for (const rowGroup of footer.rowGroups.keys()) {
    for await (const batch of readRowGroup(file, footer, { rowGroup, columns, batchRows })) {
      lengths.push(batch.length);
      for (const [k, column] of batch.columns.entries()) for (const value of column) values[k]!.push(value);
    }
  }
  return { values, lengths };
}

const ROWS = 5000;
const KINDS: readonly (readonly [string, string, (i: number) => number])[] = [
  ['DOUBLE', '(i + 0.25)::DOUBLE', (i) => i + 0.25],
  ['DOUBLE of few values', '(i % 7 + 0.25)::DOUBLE', (i) => (i % 7) + 0.25],
  ['FLOAT', '(i / 4)::FLOAT', (i) => i / 4],
  ['INTEGER', '(i - 2500)::INTEGER', (i) => i - 2500],
  ['UINTEGER', '(4294967295 - i)::UINTEGER', (i) => 4294967295 - i],
  ['BIGINT', '(i * 1000000000000 - 5)::BIGINT', (i) => i * 1e12 - 5],
  ['UBIGINT', '(18446744073709551615 - i)::UBIGINT', (i) => Number(18446744073709551615n - BigInt(i))],
  ['TINYINT', '(i % 100 - 50)::TINYINT', (i) => (i % 100) - 50],
  ['DECIMAL of 4 bytes', '(i / 100)::DECIMAL(9, 2)', (i) => i / 100],
  ['DECIMAL of 8 bytes', '(i / 1000 - 7)::DECIMAL(18, 3)', (i) => (i - 7000) / 1000],
  ['DECIMAL of 16 bytes', '(i / 1000 - 7)::DECIMAL(38, 3)', (i) => (i - 7000) / 1000],
  ['DOUBLE with nulls', 'CASE WHEN i % 3 = 0 THEN NULL ELSE i::DOUBLE END', (i) => (i % 3 === 0 ? Number.NaN : i)],
  ['few values with nulls', 'CASE WHEN i % 9 < 8 THEN NULL ELSE i % 4 END', (i) => (i % 9 < 8 ? Number.NaN : i % 4)],
  ['nothing but nulls', 'NULL::DOUBLE', () => Number.NaN],
];

describe('readRowGroup gives the values that were written', () => {
  const sql = `SELECT ${KINDS.map(([, expression], k) => `${expression} AS "c${k}"`).join(', ')} FROM range(${ROWS}) t(i)`;

  test.each([
    ['snappy', ', COMPRESSION snappy'],
    ['gzip', ', COMPRESSION gzip'],
    ['zstd', ', COMPRESSION zstd'],
    ['no compression', ', COMPRESSION uncompressed'],
    ["the encodings of the format's second version", ', PARQUET_VERSION v2'],
    ['row groups of 2,048 rows', ', ROW_GROUP_SIZE 2048'],
  ])('with %s', async (_, options) => {
    const names = KINDS.map((_, k) => `c${k}`);
    const { values, lengths } = await valuesOf(fileOf(await written(sql, options)), names, 777);
    for (const [k, [name, , value]] of KINDS.entries()) {
      // hyparquet, which reads delta encodings for us, takes them for signed.
      if (options.includes('v2') && name.startsWith('U')) continue;
      expect(values[k], name).toEqual(Array.from({ length: ROWS }, (_, i) => value(i)));
    }
    expect(Math.max(...lengths)).toBe(777);
  });
});

test('readRowGroup reads the columns that are wanted, and no others', async () => {
  const sql =
    'SELECT i::DOUBLE AS a, hash(i)::VARCHAR || hash(i + 1)::VARCHAR AS t, i * 2 AS b FROM range(100000) r(i)';
  const file = fileOf(await written(sql, ', COMPRESSION uncompressed'));
  const { values } = await valuesOf(file, ['b', 'a']);
  expect([values[0]![99_999], values[1]![99_999]]).toEqual([199_998, 99_999]);
  expect(file.bytesRead()).toBeLessThan(file.bytes / 2);
});

describe('a Parquet file is refused', () => {
  let good: Uint8Array;
  beforeAll(async () => {
    good = await written('SELECT i::DOUBLE AS a FROM range(5000) t(i)', ', COMPRESSION snappy');
  });
  const failureOf = (bytes: Uint8Array): Promise<unknown> =>
    valuesOf(fileOf(bytes), ['a']).then(
      () => undefined,
      (error: unknown) => error,
    );
  const refusal = async (bytes: Uint8Array): Promise<string> => {
    const error = await failureOf(bytes);
    expect(error).toBeInstanceOf(ParquetError);
    return error instanceof Error ? error.message : '';
  };

  test('that is cut short', async () => {
    expect(await refusal(good.subarray(0, good.length - 20))).toContain('damaged or cut short');
    expect(await refusal(good.subarray(0, 6))).toContain('damaged or cut short');
  });

  test('whose footer is damaged', async () => {
    const length = new DataView(good.buffer).getUint32(good.length - 8, true);
    const bad = good.slice();
    bad.fill(0xff, bad.length - 8 - length, bad.length - 8 - length + 40);
    expect(await refusal(bad)).toContain('footer is damaged');
    const long = good.slice();
    new DataView(long.buffer).setUint32(long.length - 8, 0x7fffffff, true);
    expect(await refusal(long)).toContain('footer is damaged');
  });

  test('that is encrypted', async () => {
    const bad = good.slice();
    bad.set(Buffer.from('PARE'), bad.length - 4);
    expect(await refusal(bad)).toContain('encrypted');
  });

  test('without rows', async () => {
    expect(await refusal(await written('SELECT i::DOUBLE AS a FROM range(0) t(i)'))).toContain('no rows');
  });

  test('or read, wherever bytes of its pages are damaged: there is no other error', async () => {
    for (let at = 4; at < 400; at += 13) {
      const bad = good.slice();
      bad.fill(0xa5, at, at + 24);
      const error = await failureOf(bad);
      if (error !== undefined) expect(error, `at ${at}`).toBeInstanceOf(ParquetError);
    }
  });

  test.each([
    ['texts', "'x' || i"],
    ['times', "TIMESTAMP '2013-05-15' + INTERVAL (i) SECOND"],
    ['truth values', 'i % 2 = 0'],
    ['nested values', '[i, i]'],
  ])('where %s stand for numbers', async (what, expression) => {
    expect(await refusal(await written(`SELECT ${expression} AS a FROM range(10) t(i)`))).toContain(
      `the column a holds ${what}`,
    );
  });
});
