import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultProxy, refusing } from './support/fault-proxy.ts';
import { gcloud, hasGcloud } from './support/gcloud.ts';
import { makeBucket } from './support/make-bucket.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

const SAMPLE = fileURLToPath(new URL('../../../data/train_1k.csv', import.meta.url));

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  copyFileSync(SAMPLE, join(bench.folder, 'trips.csv'));
});
afterAll(async () => {
  await bench.close();
});

/** On a bucket that nobody has made yet. */
const go = async (...args: readonly string[]) => await bench.run([...args, '--bucket', 'my-own-bucket']);

const stepsOf = (out: string): readonly string[] =>
  (out.match(/^(there|made|missing) /gm) ?? []).map((mark) => mark.trim());

test('from an empty project to a model online and down again, and setup twice changes nothing', async () => {
  const dry = await go('setup', '--dry-run');
  expect([dry.code, stepsOf(dry.out)]).toEqual([0, Array.from({ length: 5 }, () => 'missing')]);
  expect(dry.out).toMatch(
    /gcloud storage buckets create gs:\/\/my-own-bucket --location=europe-west1 --project=local-project/,
  );
  expect((await fetch(`${bench.cloud.url}/storage/v1/b/my-own-bucket`)).status).toBe(404);
  const setup = await go('setup');
  expect([setup.code, stepsOf(setup.out)]).toEqual([0, Array.from({ length: 5 }, () => 'made')]);
  const state = async () =>
    await Promise.all(
      [
        ['GET', '/storage/v1/b/my-own-bucket'],
        ['GET', '/storage/v1/b/my-own-bucket/iam'],
        ['POST', '/v1/projects/local-project:getIamPolicy'],
        ['GET', '/v1/projects/local-project/serviceAccounts/taxifare-trainer@local-project.iam.gserviceaccount.com'],
      ].map(async ([method = '', path]) => await (await fetch(`${bench.cloud.url}${path}`, { method })).json()),
    );
  const before = await state();
  expect(before).toMatchObject([
    { location: 'EUROPE-WEST1', iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } },
    { bindings: [{ role: 'roles/storage.objectUser' }] },
    { bindings: [{ role: 'roles/logging.logWriter' }] },
    { email: 'taxifare-trainer@local-project.iam.gserviceaccount.com' },
  ]);
  const again = await go('setup');
  expect([again.code, stepsOf(again.out)]).toEqual([0, Array.from({ length: 5 }, () => 'there')]);
  expect(await state()).toEqual(before);

  expect((await go('put', 'trips.csv')).out).toContain(
    'gs://my-own-bucket/data/train_1k.csv is there, its checksum compared',
  );
  expect((await go('doctor')).out).toMatch(/ready\n$/);
  const account = 'taxifare-trainer@local-project.iam.gserviceaccount.com';
  expect((await go('submit', '--service-account', account)).code).toBe(0);
  expect((await go('deploy')).out).toContain('online, version 1');
  expect((await go('submit', '--', '--no-clean')).code).toBe(0);
  expect((await go('deploy')).out).toContain('online, version 2');
  expect((await go('models')).out).toMatch(/version 1 [\s\S]*version 2 +default/);
  expect((await go('predict', '--distance', '3')).out).toContain('USD for 3 km, by version 2');
  expect((await go('rollback')).out).toContain('version 1 is online in place of 2');
  expect((await go('predict', '--distance', '3')).out).toContain('USD for 3 km, by version 1');
  expect((await go('undeploy')).out).toContain('what was yours is down; it is billed no more');
});

test('put of a large file goes on after a fault, and leaves the same bytes', async () => {
  const body = Buffer.alloc(20_000_000, 'fare_amount,pickup_longitude\n');
  writeFileSync(join(bench.folder, 'large.csv'), body);
  const fault = refusing(503, 'UNAVAILABLE', 'Try again.');
  const proxy = await faultProxy(bench.cloud.url, { fault, times: 1, matches: (_, path) => path.includes('/upload/') });
  const args = ['put', 'large.csv', '--to', 'large.csv', '--json'];
  const { code, out, err } = await bench.run(args, undefined, { STORAGE_API_ENDPOINT: proxy.url });
  await proxy.close();
  expect([code, err.replace(/^cloud: .*\nuploading .*\n/, '')]).toEqual([0, '']);
  expect(JSON.parse(out)).toEqual({ uri: 'gs://local-bucket/large.csv', bytes: body.length, isNew: true });
  // The session twice, and three pieces.
  expect(proxy.calls.filter((call) => call.includes('/upload/'))).toHaveLength(5);
  const there = await fetch(`${bench.cloud.url}/storage/v1/b/local-bucket/o/large.csv?alt=media`);
  expect(body.equals(Buffer.from(await there.arrayBuffer()))).toBe(true);
});

test.skipIf(!hasGcloud)('the gcloud lines of setup do what setup does', async () => {
  const place = ['--bucket', 'by-gcloud', '--project', 'by-gcloud'];
  const { steps } = JSON.parse((await bench.run(['setup', '--dry-run', '--json', ...place])).out);
  expect(steps).toHaveLength(5);
  for (const { gcloud: line } of steps) await gcloud(bench, line.split(' ').slice(1));
  const { code, out } = await bench.run(['setup', ...place]);
  expect([code, stepsOf(out)]).toEqual([0, Array.from({ length: 5 }, () => 'there')]);
});
if (!hasGcloud) console.warn('NOT RUN: the gcloud lines of setup; gcloud is not installed');

test('setup wants the id of a project', async () => {
  const { code, err } = await go('setup', '--project', '123456789');
  expect([code, err]).toEqual([2, expect.stringContaining("--project: is a number, and setup needs the id, got '123")]);
});

test('setup refuses a bucket in another region, before it makes anything after it', async () => {
  await makeBucket(bench.cloud.url, { name: 'american-bucket', location: 'US' });
  const { code, err } = await bench.run(['setup', '--bucket', 'american-bucket']);
  expect([code, err]).toEqual([2, expect.stringContaining('gs://american-bucket is in US, a multi-region')]);
});

test('put leaves the same bytes alone, and other bytes unless it is told to replace them', async () => {
  const same = await go('put', 'trips.csv');
  expect([same.code, same.out]).toEqual([0, expect.stringContaining('is there already, with the same bytes')]);
  writeFileSync(join(bench.folder, 'other.csv'), 'other bytes\n');
  const refused = await go('put', 'other.csv');
  expect([refused.code, refused.err]).toEqual([
    2,
    expect.stringContaining('put: there is another file at gs://my-own-bucket/data/train_1k.csv'),
  ]);
  expect((await go('put', 'other.csv', '--replace')).code).toBe(0);
  expect((await go('put', 'other.csv', '--to', 'data/other.parquet')).code).toBe(0);
  const stored = await fetch(`${bench.cloud.url}/storage/v1/b/my-own-bucket/o/data%2Fother.parquet`);
  expect(await stored.json()).toMatchObject({ contentType: 'application/vnd.apache.parquet', size: '12' });
  const nothing = await go('put', 'nothing.csv');
  expect(nothing.err).toContain('nothing.csv: no such file; check the path');
  expect(nothing.code).toBe(4);
  expect((await go('put', 'other.csv', '--to', 'data/*.csv')).err).toContain('--to: names many objects');
});
