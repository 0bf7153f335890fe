import { afterEach, expect, test } from 'vitest';
import type { Job } from '../src/cloud/jobs-api.ts';
import { createJob } from '../src/job/create-job.ts';
import { customJobOf } from '../src/job/job-spec.ts';
import { type DrivenClock, drivenClock } from './support/driven-clock.ts';
import { samplePlan } from './support/sample-plan.ts';
import {
  type Answer,
  jobResource,
  type Request,
  refusal,
  type ScriptedCloud,
  scriptedCloud,
} from './support/scripted-cloud.ts';

let cloud: ScriptedCloud | undefined;
afterEach(async () => await cloud?.close());

const TWINS = ['first', 'second'].map((id, i) =>
  jobResource('QUEUED', {
    name: `projects/my-project/locations/europe-west1/customJobs/${id}`,
    createTime: `2026-11-24T06:0${i}:00Z`,
  }),
);

/** Creates a job in a cloud that answers as `script` says; `ms` counts from the start. */
async function created(
  script: (request: Request, ms: number) => Answer,
  stop = new AbortController(),
): Promise<{
  readonly job: Promise<Job>;
  readonly said: string[];
  readonly requests: readonly Request[];
  readonly clock: DrivenClock;
}> {
  const clock = drivenClock();
  const said: string[] = [];
  cloud = await scriptedCloud((request) => script(request, clock.sinceStart()));
  const job = createJob(cloud.api, {
    parent: 'projects/my-project/locations/europe-west1',
    request: customJobOf(samplePlan()),
    place: { project: 'my-project', region: 'europe-west1' },
    world: { now: clock.now, sleep: clock.sleep, interrupted: stop.signal },
    say: (text) => said.push(text),
  });
  return { job, said, clock, requests: cloud.requests };
}

const creates = (requests: readonly Request[]): number =>
  requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/customJobs')).length;

test('a submit that is interrupted before the answer says that the job may be there', async () => {
  const stop = new AbortController();
  const { job } = await created(() => {
    stop.abort(new Error('stop'));
    return 'cut';
  }, stop);
  await expect(job).rejects.toMatchObject({
    name: 'Interrupted',
    message: expect.stringMatching(/the job may be there all the same; see submitter list$/),
  });
});

test('a create that may still arrive is looked for until it cannot any more, and not asked for again', async () => {
  const late = refusal(504, 'DEADLINE_EXCEEDED', 'Deadline exceeded');
  const { job, said, requests } = await created(({ method }, ms) =>
    method === 'POST' ? late : { json: { customJobs: ms >= 75_000 ? TWINS.slice(0, 1) : [] } },
  );
  expect((await job).id).toBe('first');
  expect(creates(requests)).toBe(1);
  expect(said.at(-1)).toMatch(/^not there yet; it may still arrive for 4\d s$/);
  expect(said.length).toBeGreaterThan(75 / 5);
});

test('a create that hangs and comes to nothing is said to, and not asked for again', async () => {
  const late = refusal(504, 'DEADLINE_EXCEEDED', 'Deadline exceeded');
  const { job, requests } = await created(({ method }) => (method === 'POST' ? late : { json: { customJobs: [] } }));
  await expect(job).rejects.toMatchObject({ name: 'CloudError', what: expect.stringContaining('no answer') });
  expect(creates(requests)).toBe(1);
});

test('a create that broke off and arrives after the second one is cancelled then', async () => {
  let asked = 0;
  const { job, said, requests } = await created(({ method, path }, ms) => {
    if (method === 'GET') return { json: { customJobs: asked < 2 ? [] : ms < 75_000 ? TWINS.slice(0, 1) : TWINS } };
    if (path.endsWith(':cancel')) return { json: {} };
    return asked++ === 0 ? 'cut' : { json: TWINS[0] };
  });
  expect((await job).id).toBe('first');
  expect(requests.filter(({ path }) => path.endsWith('customJobs/second:cancel'))).toHaveLength(1);
  expect(said.at(-1)).toBe('both requests arrived; cancelling the second job, second');
});

test('a create that broke off twice and came to nothing is an error, once it cannot arrive any more', async () => {
  const { job, requests, clock } = await created(({ method }) =>
    method === 'POST' ? 'cut' : { json: { customJobs: [] } },
  );
  await expect(job).rejects.toMatchObject({ name: 'CloudError', what: expect.stringContaining('no answer') });
  expect(creates(requests)).toBe(2);
  expect(clock.sinceStart()).toBeGreaterThan(120_000);
});

test('a create that was lost is asked for once more, and of two that arrive the second is cancelled', async () => {
  let asked = 0;
  const { job, said, requests } = await created(({ method, path }) => {
    if (method === 'GET') return { json: { customJobs: asked > 1 ? TWINS : [] } };
    if (path.endsWith(':cancel')) return { json: {} };
    return asked++ === 0 ? 'cut' : { json: TWINS[1] };
  });
  expect((await job).id).toBe('first');
  expect(creates(requests)).toBe(2);
  expect(requests.filter(({ path }) => path.endsWith('customJobs/second:cancel'))).toHaveLength(1);
  expect(said.at(-1)).toBe('both requests arrived; cancelling the second job, second');
});

test('a submit that is interrupted while it looks says that the job may be there', async () => {
  const stop = new AbortController();
  const { job } = await created(({ method }) => {
    if (method === 'GET') stop.abort(new Error('stop'));
    return method === 'GET' ? { json: { customJobs: [] } } : 'cut';
  }, stop);
  await expect(job).rejects.toMatchObject({ name: 'Interrupted', message: expect.stringMatching(/may be there/) });
});

test('a create whose fate cannot be seen leaves with that, and asks nothing twice', async () => {
  const { job, requests } = await created(() => refusal(500, 'INTERNAL', 'Internal error'));
  await expect(job).rejects.toMatchObject({
    name: 'LeftRunning',
    message: expect.stringMatching(/no way to see whether it worked, got Internal error; see submitter list before/),
  });
  expect(creates(requests)).toBe(1);
});

test('a create that was asked too often waits and asks again; one beyond the quota does not', async () => {
  let refusals = 0;
  const busy = refusal(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for requests per minute', 'RATE_LIMIT_EXCEEDED');
  const rate = await created(() => (refusals++ === 0 ? busy : { json: TWINS[0] }));
  expect((await rate.job).id).toBe('first');
  await cloud?.close();
  const full = refusal(429, 'RESOURCE_EXHAUSTED', 'The following quota metrics exceed quota limits: a.b/custom_cpus');
  const quota = await created(() => full);
  await expect(quota.job).rejects.toMatchObject({ name: 'CloudError', what: expect.stringContaining('out of quota') });
  expect(creates(quota.requests)).toBe(1);
});

test('a create that never left is refused at once', async () => {
  const { job } = await created(() => 'cut');
  await cloud?.close();
  await expect(job).rejects.toMatchObject({ name: 'CloudError', what: expect.stringContaining('ECONNREFUSED') });
});
