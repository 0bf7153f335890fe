import { describe, expect, test } from 'vitest';
import type { Job } from '../src/cloud/jobs-api.ts';
import { capTimeout } from '../src/money/cap-timeout.ts';
import { describeCostSoFar, describeJobCost, jobUsdPerHour } from '../src/money/job-cost.ts';
import { machineUsdPerHour } from '../src/money/machine-price.ts';
import { describeStandingCost } from '../src/money/standing-cost.ts';

const job = { machine: 'e2-standard-4', replicas: 1, region: 'europe-west1', spot: false };

describe('a machine', () => {
  test('n1-standard-4 in us-central1 has its training list price, 0.21849885 USD an hour', () => {
    expect(machineUsdPerHour('n1-standard-4', 'us-central1')).toBeCloseTo(0.21849885, 6);
  });
  test.each([
    ['us-west1', 0.1541],
    ['europe-west1', 0.1695],
    ['asia-east1', 0.1785],
    ['southamerica-east1', 0.2446],
    ['us-west2', 0.1851],
  ])('e2-standard-4 in %s is %d USD an hour', (region, usd) => {
    expect(machineUsdPerHour('e2-standard-4', region)).toBeCloseTo(usd, 4);
  });
  test.each([
    ['n4-standard-4', 'us-central1'],
    ['e2-standard-4', 'us-east7'],
    ['e2-standard-4', 'australia-southeast2'],
    ['large', 'us-central1'],
  ])('%s in %s has no price here, rather than a guess', (machine, region) => {
    expect(machineUsdPerHour(machine, region)).toBeUndefined();
    expect(describeJobCost({ ...job, machine, region, timeoutSeconds: 3600 })).toMatch(
      new RegExp(`^no price known for ${machine} in ${region}; see https://`),
    );
  });
});

test('an estimate says currency, region, date, the most it can be and what is not in it', () => {
  expect(describeJobCost({ ...job, timeoutSeconds: 7200, replicas: 3 })).toBe(
    'estimate: 0.509 USD an hour in europe-west1, at most 1.02 USD in 2 h; ' +
      'machines only (no disks, storage, network, logs, repeats or taxes), ' +
      'list prices of 2026-09 in us-central1, 1.1 times as much in europe-west1 (2024-11)',
  );
  expect(describeJobCost({ ...job, region: 'us-east1', timeoutSeconds: 3600 })).toMatch(/list prices of 2026-09$/);
  expect(describeJobCost({ ...job, spot: true, timeoutSeconds: 3600 })).toMatch(/0\.068 USD.*, spot at 60% off$/);
  expect(describeStandingCost('n1-standard-2', 'europe-west1')).toMatch(
    /^estimate: 0\.120 USD an hour, 88 USD a month in europe-west1, billed as long as it stands, used or not; /,
  );
});

test('what a job has cost is by the time since it first ran, and nothing before', () => {
  const at = (startTimeMs?: number, endTimeMs?: number): string =>
    describeCostSoFar({ ...RUNNING, startTimeMs, endTimeMs }, 7_200_000);
  expect(at()).toBe('nothing yet, no machine has run');
  expect(at(3_600_000)).toMatch(/^estimate: 0\.339 USD so far in europe-west1; /);
  expect(at(0, 3_600_000)).toMatch(/^estimate: 0\.339 USD in all in europe-west1; /);
});

describe('a ceiling of cost', () => {
  const hour = { ...job, timeoutSeconds: 3600, isTimeoutGiven: false };
  test('lets a plan pass that stays below', () => {
    expect(capTimeout({ ...hour, maxUsd: 0.2 })).toEqual({ timeoutSeconds: 3600, isShortened: false });
  });
  test('shortens the usual timeout to what it pays for', () => {
    const capped = capTimeout({ ...hour, maxUsd: 0.1 });
    expect(capped).toMatchObject({ isShortened: true });
    const { timeoutSeconds = 0 } = capped as { timeoutSeconds?: number };
    expect(((jobUsdPerHour(job) ?? 0) * timeoutSeconds) / 3600).toBeLessThanOrEqual(0.1);
    expect(timeoutSeconds).toBeGreaterThan(2100);
  });
  test.each([
    [{ maxUsd: 0.1, isTimeoutGiven: true }, 'the job may cost 0.170 USD', /give --timeout 2123s or less/],
    [{ maxUsd: 0.001 }, 'the job may cost 0.170 USD, and what the ceiling pays for, 21 s, is too short', /give more/],
    [{ maxUsd: 1, region: 'us-east7' }, 'no price is known for e2-standard-4 in us-east7', /leave --max-cost out/],
  ])('refuses %j', (change, what, fix) => {
    const { problem } = capTimeout({ ...hour, ...change });
    expect(problem?.what).toContain(what);
    expect(problem?.fix).toMatch(fix);
  });
});

const RUNNING: Job = {
  name: 'projects/p/locations/europe-west1/customJobs/1',
  id: '1',
  displayName: 'job',
  state: 'RUNNING',
  createTimeMs: 0,
  startTimeMs: undefined,
  endTimeMs: undefined,
  error: undefined,
  labels: {},
  webAccessUris: {},
  jobSpec: {
    workerPoolSpecs: ['1', '1'].map((replicaCount) => ({
      machineSpec: { machineType: 'e2-standard-4' },
      replicaCount,
      diskSpec: { bootDiskType: 'pd-ssd', bootDiskSizeGb: 100 },
      containerSpec: { imageUri: 'node:24-slim', command: [], args: [], env: [] },
    })),
    scheduling: { timeout: '3600s' },
    baseOutputDirectory: { outputUriPrefix: 'gs://b/t/job' },
  },
};
