import type { Emulator } from '../../src/index.ts';
import { call, cloudFor, put } from './cloud.ts';

export const PARENT = '/v1/projects/p/locations/europe-west1/customJobs';

/** A cloud whose states pass quickly. */
export async function vertexCloud(pace: Record<string, number> = {}, folder?: string): Promise<Emulator> {
  return await cloudFor({
    ...(folder === undefined ? {} : { folder }),
    services: ['storage', 'vertex'],
    pace: { stateMs: 20, errorMs: 20, logMs: 20, graceMs: 500, ...pace },
  });
}

export interface Job {
  readonly name: string;
  readonly state: string;
  readonly error?: { readonly code: number; readonly message: string };
  readonly startTime?: string;
  readonly endTime?: string;
}

/** A job that runs a script of the bucket. */
export function jobOf(
  script: string,
  more: {
    readonly args?: string[];
    readonly workers?: number;
    readonly spec?: object;
    readonly labels?: object;
    readonly image?: string;
    readonly env?: readonly { readonly name: string; readonly value: string }[];
  } = {},
): Record<string, unknown> {
  const pool = (replicaCount: string) => ({
    machineSpec: { machineType: 'e2-standard-4' },
    replicaCount,
    containerSpec: {
      imageUri: more.image ?? 'node:24-slim',
      command: ['node'],
      args: [`/gcs/local-bucket/${script}`, ...(more.args ?? [])],
      env: more.env ?? [],
    },
  });
  const workerPoolSpecs = more.workers === undefined ? [pool('1')] : [pool('1'), pool(String(more.workers))];
  return { displayName: script, labels: more.labels, jobSpec: { workerPoolSpecs, ...more.spec } };
}

export async function create(
  cloud: Emulator,
  script: string,
  source: string,
  more: Parameters<typeof jobOf>[1] = {},
): Promise<Job> {
  await put(cloud, script, source);
  const answer = await call(cloud, 'POST', PARENT, { body: JSON.stringify(jobOf(script, more)) });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json as unknown as Job;
}

export async function get(cloud: Emulator, { name }: Job): Promise<Job> {
  return (await call(cloud, 'GET', `/v1/${name}`)).json as unknown as Job;
}

/** Asks until the job is as wanted. */
export async function until(cloud: Emulator, job: Job, isWanted: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const now = await get(cloud, job);
    if (isWanted(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const hasEnded = ({ state, error }: Job): boolean =>
  state === 'JOB_STATE_SUCCEEDED' ||
  ((state === 'JOB_STATE_FAILED' || state === 'JOB_STATE_CANCELLED') && error !== undefined);

export interface Entry {
  readonly severity: string;
  readonly timestamp: string;
  readonly insertId: string;
  readonly resource: { readonly labels: { readonly task_name: string } };
  readonly jsonPayload: Readonly<Record<string, unknown>>;
}

export async function entriesOf(cloud: Emulator, job: Job, more = ''): Promise<readonly Entry[]> {
  const filter = `resource.type="ml_job" AND resource.labels.job_id="${job.name.split('/').at(-1)}"${more}`;
  const body = JSON.stringify({ resourceNames: ['projects/p'], filter, orderBy: 'timestamp asc', pageSize: 1000 });
  return ((await call(cloud, 'POST', '/v2/entries:list', { body })).json.entries as Entry[] | undefined) ?? [];
}

/** All lines of a task, once its last has come. */
export async function linesOf(cloud: Emulator, job: Job, task: string, last: string): Promise<readonly string[]> {
  for (;;) {
    const lines = (await entriesOf(cloud, job, ` AND resource.labels.task_name="${task}"`)).map(({ jsonPayload }) =>
      String(jsonPayload.message),
    );
    if (lines.includes(last)) return lines;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
