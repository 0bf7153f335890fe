import { readFileSync } from 'node:fs';
import { OAuth2Client } from 'google-auth-library';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { roleFor } from '../src/cloud/role-for.ts';
import { checkAccount } from '../src/doctor/check-account.ts';
import { quotaOf } from '../src/doctor/quota-of.ts';
import { makeBucket, putObject } from './support/make-bucket.ts';
import { type Bench, openBench } from './support/run-submitter.ts';
import { type Answer, refusal, scriptedCloud } from './support/scripted-cloud.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  await makeBucket(bench.cloud.url, { name: 'europe-bucket', location: 'EU' });
  await makeBucket(bench.cloud.url, { name: 'iowa-bucket', location: 'us-central1' });
});
afterEach(() => bench.cloud.faults.clear());
afterAll(async () => {
  await bench.close();
});

describe('doctor', () => {
  test('finds nothing wrong here', async () => {
    const { code, out } = await bench.run(['doctor']);
    expect([code, out]).toEqual([0, expect.stringMatching(/ready\n$/)]);
  });

  test('says how to make a bucket that is not there, and counts it once', async () => {
    const { code, out } = await bench.run([
      'doctor',
      '--bucket',
      'no-such-bucket',
      '--data',
      'gs://local-bucket/data/*',
    ]);
    expect(code).toBe(2);
    expect(out).toContain(
      'there is no gs://no-such-bucket; gcloud storage buckets create gs://no-such-bucket --location=europe-west1',
    );
    expect(out).toMatch(/\n1 to repair\n$/);
  });

  test('says that a bucket of many regions, or of another one, is not for these jobs', async () => {
    const many = await bench.run(['doctor', '--bucket', 'europe-bucket']);
    expect([many.code, many.out]).toEqual([
      2,
      expect.stringMatching(
        /wrong bucket .*in EU, a multi-region, and Vertex AI wants a bucket in the job's region; use a bucket in/,
      ),
    ]);
    const far = await bench.run(['doctor', '--bucket', 'iowa-bucket']);
    expect([far.code, far.out]).toEqual([
      2,
      expect.stringMatching(
        /wrong bucket .*in US-CENTRAL1, the job in europe-west1, .*; give --region us-central1, or/,
      ),
    ]);
  });

  test('says what it can where the bucket itself may not be seen', async () => {
    bench.cloud.faults.add({ name: 'permission-denied', match: { method: 'GET', bucket: 'local-bucket' } });
    const { code, out } = await bench.run(['doctor']);
    expect(code).toBe(0);
    expect(out).toMatch(/^\? {5}bucket /m);
    expect(out).toContain('ok    permissions  objects of the bucket can be read and written');
  });

  test('names the least role that lets the logs be read, and goes on', async () => {
    bench.cloud.faults.add({ name: 'permission-denied', times: 'always', match: { path: '/v2/entries:list' } });
    const { code, out } = await bench.run(['doctor', '--json']);
    expect(code).toBe(2);
    const checks = JSON.parse(out) as { name: string; result: string; fix?: string }[];
    expect(checks.filter(({ result }) => result === 'wrong')).toEqual([
      expect.objectContaining({ name: 'logs', fix: expect.stringContaining('roles/logging.viewer') }),
    ]);
  });

  test('looks at all the data that it is given: globs, columns, what is not there', async () => {
    const trips = readFileSync(new URL('../../../data/train_1k.csv', import.meta.url), 'utf8');
    await putObject(bench.cloud.url, { bucket: 'local-bucket', name: 'other/a.csv', body: trips });
    await putObject(bench.cloud.url, { bucket: 'local-bucket', name: 'other/b.csv', body: 'key,fare_amount\n' });
    const data = ['data/*.csv', 'other/*.csv', 'none/*.csv', 'gs://iowa-bucket/data/train_1k.csv'];
    const { code, out } = await bench.run(['doctor', ...data.flatMap((path) => ['--data', path])]);
    expect(code).toBe(2);
    expect(out.match(/^\w+ +data .*/gm)).toEqual([
      expect.stringMatching(/^ok .*gs:\/\/local-bucket\/data\/train_1k.csv, 105.\d kB, with the columns/),
      expect.stringMatching(/^wrong .*other\/b.csv: line 1: the header lacks .*pickup_longitude/),
      expect.stringMatching(
        /^wrong .*there is no gs:\/\/local-bucket\/none\/\*.csv; upload it: submitter put FILE --to data\/NAME$/,
      ),
      expect.stringMatching(/^ok .*gs:\/\/iowa-bucket/),
    ]);
  });

  test('looks at the build, image and machine that it is given', async () => {
    const { code, out } = await bench.run(['doctor', '--bundle', 'nowhere', '--machine-type', 'n2-standard-8']);
    expect(code).toBe(2);
    expect(out).toMatch(/wrong trainer .*has not been built; run npx pnpm@12 build/);
    const old = await bench.run(['doctor', '--image', 'node:20-slim']);
    expect(old.out).toMatch(
      /wrong node .*20 in node:20-slim; the trainer was built for >=24; give --image node:24-slim/,
    );
    expect((await bench.run(['doctor', '--image', 'my/trainer:1'])).out).toMatch(
      /\? +node +.* does not say which it has/,
    );
    expect(out).toMatch(/\? +quota +n2-standard-8 takes 8 of custom_model_training_n2_cpus/);
    const refused = await bench.run(['doctor', '--machine-type', 'e2-micro']);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--machine-type:')]);
  });
});

test('the quota of N1 and E2 is one meter, and there is none on this machine', () => {
  const place = { project: 'my-project', region: 'europe-west1', isLocal: false };
  const machine = { name: 'n1-standard-4', cpus: 4, memoryGb: 15 };
  expect(quotaOf(place, machine).found).toContain('takes 4 of custom_model_training_cpus;');
  expect(quotaOf({ ...place, isLocal: true }, machine).result).toBe('fine');
});

test.each([
  ['aiplatform.customJobs.create', 'roles/aiplatform.user'],
  ['logging.logEntries.list', 'roles/logging.viewer'],
  ['storage.objects.create', 'roles/storage.objectUser on the bucket'],
  ['storage.buckets.get', 'roles/storage.bucketViewer on the bucket'],
  ['iam.serviceAccounts.actAs', 'roles/iam.serviceAccountUser'],
  ['serviceusage.services.use', 'roles/serviceusage.serviceUsageConsumer'],
])('the least role for %s is %s', (permission, role) => {
  expect(roleFor(permission)).toBe(role);
});

describe('the account', () => {
  const JOBS = ['create', 'get', 'list', 'cancel'].map((verb) => `aiplatform.customJobs.${verb}`);
  const check = async (answer: Answer) => {
    const cloud = await scriptedCloud(() => answer);
    const client = new OAuth2Client();
    client.setCredentials({ access_token: 'a-token', expiry_date: Date.now() + 3_600_000 });
    const signal = new AbortController().signal;
    const found = await checkAccount(client, 'my-project', { signal, origin: cloud.origin });
    await cloud.close();
    return { found, asked: cloud.requests[0]?.path };
  };

  test('that may do all of it is fine', async () => {
    const { found, asked } = await check({ json: { permissions: [...JOBS, 'logging.logEntries.list'] } });
    expect([found.result, asked]).toEqual(['fine', '/v1/projects/my-project:testIamPermissions']);
  });
  test('that lacks something is told what, and the least role for each', async () => {
    expect((await check({ json: {} })).found).toMatchObject({
      result: 'wrong',
      found: expect.stringContaining('aiplatform.customJobs.create'),
      fix: 'ask for roles/aiplatform.user and roles/logging.viewer in my-project',
    });
    expect((await check({ json: { permissions: JOBS } })).found).toMatchObject({
      found: 'lacking logging.logEntries.list',
      fix: 'ask for roles/logging.viewer in my-project',
    });
  });
  test('whose permissions cannot be asked is not wrong', async () => {
    const { found } = await check(refusal(403, 'PERMISSION_DENIED', 'it is disabled', 'SERVICE_DISABLED'));
    expect(found.result).toBe('unknown');
  });
});
