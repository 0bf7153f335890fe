import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, test } from 'vitest';
import { CHECKED_IN, type SampleOptions, sampleCsv } from '../src/sample/sample.ts';

const bytesOf = (options: SampleOptions) =>
  Buffer.concat(Array.from(sampleCsv(options), (chunk) => Buffer.from(chunk)));
const recordsOf = (options: SampleOptions): Record<string, string>[] => parse(bytesOf(options), { columns: true });

test('data/train_1k.csv is what the generator gives', () => {
  const checkedIn = readFileSync(new URL('../../data/train_1k.csv', import.meta.url));
  expect(checkedIn.equals(bytesOf(CHECKED_IN)), 'run the command in data/README.md').toBe(true);
});

test('sampleCsv gives another seed other rows, and fewer rows the first of more', () => {
  const long = bytesOf({ rows: 20_000, seed: 7 });
  expect(bytesOf({ rows: 5000, seed: 7 }).equals(long.subarray(0, bytesOf({ rows: 5000, seed: 7 }).length))).toBe(true);
  expect(bytesOf({ rows: 20_000, seed: 8 }).equals(long)).toBe(false);
});

test('sampleCsv refuses a number of rows that is none', () => {
  expect(() => [...sampleCsv({ rows: 1.5, seed: 1 })]).toThrow('rows are a whole number, got 1.5');
});

test('sampleCsv gives rows that csv-parse reads, with the columns and digits of the real file', () => {
  const records = recordsOf({ rows: 5000, seed: 3 });
  expect(records).toHaveLength(5000);
  for (const { key, fare_amount, pickup_datetime, pickup_longitude, pickup_latitude, passenger_count } of records) {
    expect(key).toMatch(/^20(09|1[0-5])-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d\.0{6}\d{1,3}$/);
    expect(pickup_datetime).toBe(`${key?.slice(0, 19)} UTC`);
    expect(Number.isNaN(Date.parse(`${key?.slice(0, 19)}Z`))).toBe(false);
    expect(fare_amount).toMatch(/^-?\d+\.\d{1,2}$/);
    expect(pickup_longitude).toMatch(/^-?\d+\.\d{1,15}$/);
    expect(pickup_latitude).toMatch(/^-?\d+\.\d{1,15}$/);
    expect(passenger_count).toMatch(/^\d+$/);
  }
});

test('sampleCsv makes dirt as often as the real file has it', () => {
  const records = recordsOf({ rows: 60_000, seed: 11 });
  const share = (isIt: (record: Record<string, string>) => boolean) => records.filter(isIt).length / records.length;
  const isZero = ({ pickup_latitude, dropoff_latitude }: Record<string, string>) =>
    Number(pickup_latitude) === 0 || Number(dropoff_latitude) === 0;
  expect(share(isZero)).toBeGreaterThan(0.017);
  expect(share(isZero)).toBeLessThan(0.024);
  expect(share((record) => record.passenger_count === '0')).toBeGreaterThan(0.0025);
  expect(share((record) => record.passenger_count === '0')).toBeLessThan(0.0045);
  expect(share((record) => Number(record.fare_amount) < 0)).toBeLessThan(0.001);
  expect(share((record) => Number(record.pickup_latitude) < 0)).toBeGreaterThan(0.0001);
});

const SAMPLE_MAIN = fileURLToPath(new URL('../src/sample-main.ts', import.meta.url));
const sample = (...args: readonly string[]) =>
  spawnSync(process.execPath, [SAMPLE_MAIN, ...args], { encoding: 'utf8', env: { PATH: process.env.PATH } });

describe('pnpm sample', () => {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-sample-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('writes a file and says how much of it, or the rows alone on standard output', () => {
    const path = join(folder, 'trips.csv');
    const { status, stdout, stderr } = sample('--rows', '1000', '--seed', '2009', '--output', path);
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^wrote 1,000 rows, 105\.\d kB, seed 2009, in .*s\n$/);
    expect(sample('--rows', '1000', '--seed', '2009').stdout).toBe(readFileSync(path, 'utf8'));
  });

  test('compresses a name that ends in .gz', () => {
    const path = join(folder, 'trips.csv.gz');
    sample('--rows', '10', '--output', path);
    expect(gunzipSync(readFileSync(path)).toString()).toBe(sample('--rows', '10').stdout);
  });

  test.each([
    [[], 2, '--rows: how many rows? give a number such as 1000'],
    [['--rows', '1e99'], 2, "--rows: wants a whole number of at least 0, got '1e99'; give one such as 1000"],
    [['--rows', 'x'], 2, "--rows: wants a whole number of at least 0, got 'x'; give one such as 1000"],
    [['--row', '5'], 2, '--row: no such option; did you mean --rows?'],
    [['--rows', '5', '--output', join(folder, 'no/such.csv')], 4, 'no such file or folder; check the path'],
  ])('%j ends with %d and says why', (args, code, sentence) => {
    const { status, stdout, stderr } = sample(...args);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toContain(sentence);
  });
});
