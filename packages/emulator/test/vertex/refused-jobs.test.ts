import { expect, test } from 'vitest';
import { call } from '../support/cloud.ts';
import { jobOf, PARENT, vertexCloud } from '../support/vertex.ts';

test.each<[string, (job: Record<string, unknown>) => void, string]>([
  [
    'no name',
    (job) => {
      delete job.displayName;
    },
    'display_name',
  ],
  [
    'a name of 200 characters',
    (job) => {
      job.displayName = 'x'.repeat(200);
    },
    'longer than 128',
  ],
  [
    'no pools',
    (job) => {
      (job.jobSpec as Record<string, unknown>).workerPoolSpecs = [];
    },
    '1 to 4 are wanted',
  ],
  [
    'a machine that training has not',
    (job) => {
      pool(job).machineSpec = { machineType: 'e2-micro' };
    },
    'machine type "e2-micro" is not supported',
  ],
  [
    'two primaries',
    (job) => {
      pool(job).replicaCount = '2';
    },
    'primary worker pool must be 1',
  ],
  [
    'no image',
    (job) => {
      pool(job).containerSpec = {};
    },
    'image_uri',
  ],
  [
    'labels with capitals',
    (job) => {
      job.labels = { App: 'x' };
    },
    'characters that are not allowed',
  ],
  [
    'a timeout without a unit',
    (job) => {
      (job.jobSpec as Record<string, unknown>).scheduling = { timeout: '60' };
    },
    'not a duration, got 60',
  ],
])('a job with %s is refused as the service refuses it', async (_, change, message) => {
  const cloud = await vertexCloud();
  const job = jobOf('x.mjs');
  change(job);
  const answer = await call(cloud, 'POST', PARENT, { body: JSON.stringify(job) });
  expect(answer.status).toBe(400);
  expect(answer.json.error).toMatchObject({ status: 'INVALID_ARGUMENT' });
  expect(answer.text).toContain(message.replaceAll('"', '\\"'));
});

function pool(job: Record<string, unknown>): Record<string, unknown> {
  const [first] = (job.jobSpec as { workerPoolSpecs: Record<string, unknown>[] }).workerPoolSpecs;
  if (first === undefined) throw new Error('no pool');
  return first;
}
