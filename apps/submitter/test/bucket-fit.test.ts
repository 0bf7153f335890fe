import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bucketFitOf } from '../src/cloud/bucket-fit.ts';
import { lookAtBucket } from '../src/cloud/look-at-bucket.ts';
import { makeBucket } from './support/make-bucket.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

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

const never = new AbortController().signal;

describe('a bucket', () => {
  test.each([
    ['EUROPE-WEST1', 'region', 'good'],
    ['EUROPE-WEST4', 'region', 'elsewhere'],
    ['EU', 'multi-region', 'elsewhere'],
    ['EUR4', 'dual-region', 'elsewhere'],
  ])('in %s, a %s, is %s for jobs in europe-west1', (location, locationType, fit) => {
    expect(bucketFitOf({ name: 'b', location, locationType }, 'europe-west1').fit).toBe(fit);
  });

  test.each([
    ['europe-bucket', /gs:\/\/europe-bucket is in EU, a multi-region, .*--location=europe-west1; or go on/],
    ['iowa-bucket', /gs:\/\/iowa-bucket is in US-CENTRAL1, .*; give --region us-central1, or .*--any-bucket-location/],
  ])('outside the region of the job, %s, is refused before anything is uploaded', async (bucket, sentence) => {
    const { code, err } = await bench.run(['submit', '--bucket', bucket]);
    expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
    const objects = await fetch(`${bench.cloud.url}/storage/v1/b/${bucket}/o?prefix=trainings/`);
    expect(await objects.json()).not.toHaveProperty('items');
  });

  test('outside it is taken where that is wished, with a note in the plan, and stays in the commands to paste', async () => {
    const { code, out } = await bench.run(['submit', '--bucket', 'iowa-bucket', '--any-bucket-location']);
    expect(code).toBe(0);
    expect(out).toMatch(/ {2}note +gs:\/\/iowa-bucket is in US-CENTRAL1, the job in europe-west1/);
    expect(out).toMatch(/submitter download \d+ --bucket iowa-bucket --project local-project\n/);
  });

  test('in the region of the jobs gets no note', async () => {
    const { code, out } = await bench.run(['submit', '--bucket', 'iowa-bucket', '--region', 'us-central1']);
    expect([code, out]).toEqual([0, expect.not.stringMatching(/ {2}note /)]);
    expect(out).toMatch(/submitter list --bucket iowa-bucket --project local-project --region us-central1\n/);
  });

  test('whose place may not be seen is taken as it is', async () => {
    const endpoints = { storage: bench.cloud.url, aiplatform: undefined, logging: undefined };
    const look = () => lookAtBucket({ bucket: 'europe-bucket', region: 'us-central1', project: 'p', endpoints }, never);
    expect((await look()).fit).toBe('elsewhere');
    bench.cloud.faults.add({ name: 'permission-denied', times: 'always', match: { bucket: 'europe-bucket' } });
    expect((await look()).fit).toBe('good');
  });
});
