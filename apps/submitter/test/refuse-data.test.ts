import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBucketStore } from '../src/cloud/bucket-store.ts';
import { putObject } from './support/make-bucket.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

const FILES = new URL('../../trainer/test/files/', import.meta.url);
const TRIPS = readFileSync(new URL('kaggle.csv', FILES), 'utf8');
const parquet = (name: string) => Uint8Array.from(readFileSync(new URL(`${name}.parquet`, FILES)));
/** A Parquet file whose last eight bytes, the footer's length and the magic, are others. */
const ending = (end: readonly number[]) => {
  const bytes = parquet('kaggle');
  bytes.set(end, bytes.length - end.length);
  return bytes;
};

async function objectsIn(url: string): Promise<readonly string[]> {
  const store = openBucketStore({ project: 'local-project', endpoint: url });
  const uris: string[] = [];
  for await (const { uri } of store.list('gs://local-bucket/**')) uris.push(uri);
  return uris;
}

const PREDICTED = ['--data', 'gs://local-bucket/data/train_1k.csv', '--output', 'gs://local-bucket/fares.csv'];

const CUSTOM_JOBS = '/v1/projects/local-project/locations/europe-west1/customJobs';

async function refused(args: readonly string[], code: number, sentence: string): Promise<void> {
  const before = await objectsIn(bench.cloud.url);
  const ended = await bench.run(args);
  expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(sentence)]);
  expect(await objectsIn(bench.cloud.url)).toEqual(before);
  expect(await (await fetch(`${bench.cloud.url}${CUSTOM_JOBS}`)).json()).toEqual({ customJobs: [] });
}

test.each<[string, string | Uint8Array<ArrayBuffer>, readonly string[], number, string]>([
  ['no header', readFileSync(new URL('no-header.csv', FILES), 'utf8'), [], 3, 'the line looks like data'],
  ['distances alone', readFileSync(new URL('trip-distance-only.csv', FILES), 'utf8'), [], 3, '--distance-column'],
  ['another column', TRIPS.replace('fare_amount', 'Cost'), [], 3, 'the header lacks fare_amount'],
  ['a column named wrongly', TRIPS, ['--column', 'fare_amount=Cost'], 3, 'the header lacks Cost'],
  ['a column twice', TRIPS.replace('key', 'fare_amount'), [], 3, 'more than once'],
  ['too few names', TRIPS, ['--columns', 'fare_amount,_'], 3, '--columns names 2'],
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), [], 3, 'it looks like a PNG image'],
  ['a login page', '<!DOCTYPE html><title>Sign in</title>', [], 3, 'it looks like HTML'],
  ['Parquet without fares', parquet('no-fare-column'), [], 3, 'the header lacks fare_amount'],
  ['Parquet with texts', parquet('fares-as-text'), [], 3, 'the column fare_amount holds texts, not numbers'],
  ['Parquet with nested fares', parquet('nested-fares'), [], 3, 'the column fare_amount holds nested values'],
  ['Parquet without rows', parquet('no-rows'), [], 3, 'the Parquet file has no rows'],
  ['Parquet in brotli', parquet('brotli'), [], 3, 'is compressed by BROTLI; write it with snappy, gzip or zstd'],
  ['encrypted Parquet', ending([...Buffer.from('PARE')]), [], 3, 'the Parquet file is encrypted'],
  ['Parquet that is cut short', parquet('kaggle').slice(0, -9), [], 3, 'damaged or cut short; copy it again'],
  ['Parquet with a damaged footer', ending([9, 0, 0, 0, ...Buffer.from('PAR1')]), [], 3, 'footer is damaged'],
  ['an empty file', '', [], 3, 'the file is empty'],
  ['UTF-16', Uint8Array.from(Buffer.from(`\ufeff${TRIPS}`, 'utf16le')), [], 3, 'it looks like UTF-16'],
  ['carriage returns alone', TRIPS.replaceAll('\n', '\r').replace('fare_amount', 'x'), [], 3, 'carriage return alone'],
])('submit refuses %s before anything is created', async (kind, body, trainerArgs, code, sentence) => {
  const name = `bad/${kind.replaceAll(' ', '-')}.csv`;
  await putObject(bench.cloud.url, { bucket: 'local-bucket', name, body });
  const args = ['submit', '--data', `gs://local-bucket/${name}`, '--', ...trainerArgs];
  await refused(args, code, sentence);
});

test.each<[string, readonly string[], string]>([
  ['an option that is none', ['--fold', '3'], '-- --fold: no such option; did you mean --folds?\n'],
  ['a value that is none', ['--rows', '0'], "-- --rows: wants a whole number of at least 1, got '0'"],
  ['options that contradict', ['--min-fare', '3', '--no-clean'], '-- --min-fare: has no meaning with --no-clean'],
  ['a value too few', ['--data'], "-- --data: needs a value, got ''"],
  ['words', ['--check-options', 'false', '--rows', '0'], '-- --check-options: given 2 times'],
  ['of a prediction', ['predict', ...PREDICTED, '--threads', '2'], '-- --threads: no such option'],
  ['a path', ['--data', '/home/me/trips.csv'], "-- --data: is a file of this machine, which a job cannot read, got '/"],
  ['a name', ['--data=trips.csv'], "-- --data: is a file of this machine, which a job cannot read, got 'trips.csv'"],
  ['standard input', ['--data', '-'], '-- --data: is a file of this machine, which a job cannot read'],
  ['s3', ['--data', 's3://bucket/trips.csv'], "-- --data: not an object, got 's3://…'; give gs://BUCKET/NAME"],
  ['an address', ['--data', 'https://u:secret@example.com/t.csv'], "-- --data: not an object, got 'https://…'"],
  ['a mounted object', ['--data', '/gcs/local-bucket/none.csv'], "no such object, got 'gs://local-bucket/none.csv'"],
])('submit refuses %s after -- before anything is created', async (_, trainerArgs, sentence) => {
  await refused(['submit', '--', ...trainerArgs], 2, sentence);
});

test('submit looks at every object of a glob, for a dry run too', async () => {
  const bodies = Array.from({ length: 25 }, (_, i) => (i === 24 ? TRIPS.replace('fare_amount', 'Cost') : TRIPS));
  for (const [i, body] of bodies.entries()) {
    await putObject(bench.cloud.url, { bucket: 'local-bucket', name: `many/${100 + i}.csv`, body });
  }
  const data = ['--data', 'gs://local-bucket/many/*.csv'];
  await refused(['submit', ...data], 3, 'many/124.csv: line 1: the header lacks fare_amount');
  await refused(['submit', '--dry-run', ...data], 3, 'many/124.csv: line 1: the header lacks fare_amount');
  await refused(['submit', '--dry-run', '--', '--rows', '0'], 2, '-- --rows: wants a whole number');
});

test('submit takes a Parquet file, and reads a folder as the trainer does', async () => {
  for (const name of ['a.parquet', '_SUCCESS', '.a.parquet.crc']) {
    const body = name === 'a.parquet' ? parquet('kaggle') : 'no trips';
    await putObject(bench.cloud.url, { bucket: 'local-bucket', name: `spark/${name}`, body });
  }
  const ended = await bench.run(['submit', '--dry-run', '--data', 'gs://local-bucket/spark']);
  expect([ended.code, ended.err]).toEqual([0, expect.not.stringContaining('not looked at')]);
});

test('submit refuses files that cannot be trained on together', async () => {
  const half = TRIPS.replace('passenger_count', 'people');
  await putObject(bench.cloud.url, { bucket: 'local-bucket', name: 'mixed/a.csv', body: TRIPS });
  await putObject(bench.cloud.url, { bucket: 'local-bucket', name: 'mixed/b.csv', body: half });
  await refused(['submit', '--data', 'gs://local-bucket/mixed/*'], 3, 'mixed/b.csv: has no passenger_count, and');
});

test('a dry run without credentials says that the data was not looked at, and prints the request', async () => {
  const google = Object.fromEntries(Object.keys(bench.cloud.environment).map((name) => [name, '']));
  const args = ['submit', '--dry-run', '--job-name', 'dry', '--', '--no-clean'];
  const { code, out, err } = await bench.run(args, undefined, { ...google, METADATA_SERVER_DETECTION: 'none' });
  expect([code, err]).toEqual([0, expect.stringContaining('the data was not looked at: credentials: none found; ')]);
  expect(JSON.parse(out).displayName).toBe('dry');
});
