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

async function objectsIn(url: string): Promise<readonly string[]> {
  const store = openBucketStore({ project: 'local-project', endpoint: url });
  const uris: string[] = [];
  for await (const { uri } of store.list('gs://local-bucket/**')) uris.push(uri);
  return uris;
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
  ['UTF-16', Uint8Array.from(Buffer.from(`\ufeff${TRIPS}`, 'utf16le')), [], 3, 'it looks like UTF-16'],
  ['carriage returns alone', TRIPS.replaceAll('\n', '\r').replace('fare_amount', 'x'), [], 3, 'carriage return alone'],
])('submit refuses %s before anything is created', async (kind, body, args, code, sentence) => {
  const name = `bad/${kind.replaceAll(' ', '-')}.csv`;
  await putObject(bench.cloud.url, { bucket: 'local-bucket', name, body });
  const before = await objectsIn(bench.cloud.url);
  const ended = await bench.run(['submit', '--data', `gs://local-bucket/${name}`, '--', ...args]);
  expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(sentence)]);
  expect(await objectsIn(bench.cloud.url)).toEqual(before);
  expect((await bench.run(['list', '--json'])).out.trim()).toMatch(/^\[\s*\]$/);
});
