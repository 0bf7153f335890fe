import { expect, test } from 'vitest';
import { jobJson } from '../src/job/job-json.ts';
import { JOB_NAME, jobResource, scriptedCloud } from './support/scripted-cloud.ts';

test('a job has a page in the console, and none where it ran on this machine', async () => {
  const cloud = await scriptedCloud(() => ({ json: jobResource('SUCCEEDED') }));
  const job = await cloud.api.get(JOB_NAME, new AbortController().signal);
  await cloud.close();
  expect(jobJson(job, { isLocal: false }).console).toContain('/locations/europe-west1/training/456');
  expect(jobJson(job, { isLocal: true }).console).toBeNull();
});
