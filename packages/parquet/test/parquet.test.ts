import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ParquetError, type ParquetFile, type ParquetFooter, readFooter, readRowGroup } from '../src/index.ts';

/** DuckDB 1.5.6 wrote the files: COPY (SELECT … FROM range(2500) t(i)) TO '….parquet' (COMPRESSION …), of the kinds below. */
const FILES = new URL('files/', import.meta.url);

function written(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(`${name}.parquet`, FILES)));
}

/** Bytes as a file that counts what is read of it. */
function fileOf(bytes: Uint8Array): ParquetFile & { bytesRead(): number } {
  let read = 0;
  return {
    bytes: bytes.length,
    readBytes: 4096,
    read: (start, into) => {
      const some = bytes.subarray(start, start + into.length);
      into.set(some);
      read += some.length;
      return some.length;
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

const ROWS = 2500;
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
  test.each([
    ['snappy', 'snappy'],
    ['gzip', 'gzip'],
    ['zstd', 'zstd'],
    ["the encodings of the format's second version", 'format-v2'],
    ['two row groups', 'row-groups'],
  ])('with %s', async (_, name) => {
    const names = KINDS.map((_, k) => `c${k}`);
    const { values, lengths } = await valuesOf(fileOf(written(name)), names, 777);
    for (const [k, [kind, , value]] of KINDS.entries()) {
      expect(values[k], kind).toEqual(Array.from({ length: ROWS }, (_, i) => value(i)));
    }
    expect(Math.max(...lengths)).toBe(777);
  });
});

// Written by pyarrow 25.0.1: pq.write_table(…, data_page_size=512, write_batch_size=64, …).
test.each([
  ['many pages and no compression', 'small-pages'],
  ["pages of the second version, and streams of the values' first, second … bytes", 'split-streams'],
])('readRowGroup reads %s', async (_, name) => {
  const { values } = await valuesOf(fileOf(written(name)), ['c0', 'c1', 'c2', 'c3', 'c4'], 777);
  const column = (value: (i: number) => number) => Array.from({ length: ROWS }, (_, i) => value(i));
  expect(values).toEqual([
    column((i) => i + 0.25),
    column((i) => (i % 7) + 0.25),
    column((i) => (i % 3 === 0 ? Number.NaN : i)),
    column((i) => i / 4),
    column((i) => (i % 9 < 8 ? Number.NaN : i % 4)),
  ]);
});

test('readRowGroup gives the same values to several that read at once', async () => {
  const file = fileOf(written('zstd'));
  const slow: ParquetFile = { ...file, read: async (start, into) => file.read(start, into) };
  const [alone, ...together] = [
    await valuesOf(file, ['c0', 'c1']),
    ...(await Promise.all([valuesOf(slow, ['c0', 'c1'], 100), valuesOf(slow, ['c0', 'c1'], 300)])),
  ];
  for (const { values } of together) expect(values).toEqual(alone?.values);
});

test('readRowGroup reads the columns that are wanted, and no others', async () => {
  const file = fileOf(written('snappy'));
  const { values } = await valuesOf(file, ['c4', 'c1']);
  expect([values[0]![2499], values[1]![2499]]).toEqual([4294967295 - 2499, (2499 % 7) + 0.25]);
  // Beside the footer, and what is read to find it.
  expect(file.bytesRead() - 64 * 1024).toBeLessThan(file.bytes / 4);
});

describe('a Parquet file is refused', () => {
  const good = written('good');
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
    expect(await refusal(written('no-rows'))).toContain('no rows');
  });

  test('or read, wherever bytes of its pages are damaged: there is no other error', async () => {
    for (let at = 4; at < 400; at += 13) {
      const bad = good.slice();
      bad.fill(0xa5, at, at + 24);
      const error = await failureOf(bad);
      if (error !== undefined) expect(error, `at ${at}`).toBeInstanceOf(ParquetError);
    }
  });

  test('or read to its last row, wherever a byte of its headers or its footer is another: no row is left out', async () => {
    const rows = (await valuesOf(fileOf(good), ['a'])).values[0]!.length;
    const end = good.length - 8;
    const start = end - new DataView(good.buffer).getUint32(good.length - 8, true);
    const places = [...Array(60).keys(), ...Array.from({ length: end - start }, (_, i) => start + i)];
    for (const at of places) {
      for (const bits of [1, 0x15, 0x80]) {
        const bad = good.slice();
        bad[at]! ^= bits;
        const footer = await readFooter(fileOf(bad)).catch((error: unknown) => error);
        const hasColumn = footer instanceof Error || (footer as ParquetFooter).columns.some(({ name }) => name === 'a');
        if (!hasColumn) continue;
        const got = await valuesOf(fileOf(bad), ['a']).then(({ values }) => values[0]!.length, Object);
        if (got !== rows) expect(got, `${bits} at ${at}`).toBeInstanceOf(ParquetError);
      }
    }
  });

  test('whose pages are packed by what is not read here', async () => {
    expect(await refusal(written('brotli'))).toBe(
      'the column a is compressed by BROTLI; write it with snappy, gzip or zstd',
    );
  });

  test.each([
    ['texts', 'texts'],
    ['times', 'times'],
    ['truth values', 'truth-values'],
    ['nested values', 'nested-values'],
  ])('where %s stand for numbers', async (what, name) => {
    expect(await refusal(written(name))).toContain(`the column a holds ${what}`);
  });
});
