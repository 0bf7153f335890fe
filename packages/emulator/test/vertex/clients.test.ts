import aiplatform from '@google-cloud/aiplatform/build/src/v1/job_service_client.js';
import logging from '@google-cloud/logging-api/build/src/v2/logging_service_v2_client.js';
import { PassThroughClient } from 'google-auth-library';
import { expect, test } from 'vitest';
import type { Emulator } from '../../src/index.ts';
import { put } from '../support/cloud.ts';
import { hasEnded, until, vertexCloud } from '../support/vertex.ts';

// Nobody asks a metadata server that is not there.
process.env.METADATA_SERVER_DETECTION = 'none';
const PARENT = 'projects/p/locations/europe-west1';

/** How the submitter points the clients at an endpoint that has a path. */
function optionsFor({ url }: Emulator): Record<string, string | number | object> {
  const { hostname, port, pathname } = new URL(url);
  const authClient = new PassThroughClient();
  authClient.transporter.interceptors.request.add({
    resolved: async (request) => {
      request.url.pathname = pathname + request.url.pathname;
      return request;
    },
  });
  return { fallback: 'rest', protocol: 'http', apiEndpoint: hostname, port: Number(port), authClient, projectId: 'p' };
}

test('the official clients run a job and read its log', async () => {
  const cloud = await vertexCloud();
  await put(cloud, 'hi.mjs', 'console.log(JSON.stringify({ message: "hi", deep: { a: [1, true, null] } }))');
  const jobs = new aiplatform.JobServiceClient(optionsFor(cloud));
  const logs = new logging.LoggingServiceV2Client(optionsFor(cloud));
  const [job] = await jobs.createCustomJob({
    parent: PARENT,
    customJob: {
      displayName: 'over a client',
      labels: { app: 'x' },
      jobSpec: {
        workerPoolSpecs: [
          {
            machineSpec: { machineType: 'e2-standard-4' },
            replicaCount: '1',
            containerSpec: { imageUri: 'node:24-slim', command: ['node'], args: ['/gcs/local-bucket/hi.mjs'] },
          },
        ],
        scheduling: { timeout: { seconds: 60 }, strategy: 'SPOT' },
      },
    },
  });
  const name = job.name ?? '';
  await until(cloud, { name, state: '' }, hasEnded);
  const [got] = await jobs.getCustomJob({ name });
  expect(got).toMatchObject({
    state: 'JOB_STATE_SUCCEEDED',
    displayName: 'over a client',
    jobSpec: { scheduling: { timeout: { seconds: '60' }, strategy: 'SPOT' } },
  });
  expect(Number(got.createTime?.seconds)).toBeGreaterThan(1_700_000_000);
  const [listed] = await jobs.listCustomJobs({ parent: PARENT, filter: 'labels.app=x' });
  expect(listed.map((each) => each.name)).toEqual([name]);
  await expect(jobs.getCustomJob({ name: `${PARENT}/customJobs/1` })).rejects.toMatchObject({
    code: 5,
  });
  const filter = `resource.labels.job_id="${name.split('/').at(-1)}" AND resource.labels.task_name="workerpool0-0"`;
  for (;;) {
    const [entries] = await logs.listLogEntries({ resourceNames: ['projects/p'], filter, orderBy: 'timestamp asc' });
    if (entries.length === 0) continue;
    expect(entries[0]?.jsonPayload?.fields?.message?.stringValue).toBe('hi');
    break;
  }
  await jobs.cancelCustomJob({ name });
  await jobs.close();
  await logs.close();
});
