import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../http/json-body.ts';
import { type CustomJob, FINAL_STATES, jobIdOf } from './custom-job.ts';

/** Jobs in memory, and on disk for the next start. */
export interface JobStore {
  get(name: string): CustomJob | undefined;
  /** Newest first. */
  list(parent: string): readonly CustomJob[];
  put(job: CustomJob): void;
  remove(name: string): void;
  nextId(): string;
}

/** Jobs that were not over when the last cloud ended have ended with it. */
export function openJobStore(folder: string): JobStore {
  mkdirSync(folder, { recursive: true });
  const jobs = new Map<string, CustomJob>();
  let last = 0;
  const put = (job: CustomJob) => {
    jobs.set(job.name, job);
    const path = join(folder, `${jobIdOf(job)}.json`);
    writeFileSync(`${path}.tmp`, JSON.stringify(job));
    renameSync(`${path}.tmp`, path);
  };
  for (const file of readdirSync(folder)) {
    const job = file.endsWith('.json') ? parseJob(readFileSync(join(folder, file), 'utf8')) : undefined;
    if (job === undefined) continue;
    jobs.set(job.name, job);
    if (FINAL_STATES.has(job.state)) continue;
    const now = new Date().toISOString();
    const error = { code: 13, message: 'Internal error occurred for the current attempt: the local cloud stopped.' };
    put({ ...job, state: 'JOB_STATE_FAILED', endTime: now, updateTime: now, error });
  }
  return {
    get: (name) => jobs.get(name),
    list: (parent) =>
      [...jobs.values()]
        .filter(({ name }) => name.startsWith(`${parent}/customJobs/`))
        .sort((a, b) => (a.createTime < b.createTime ? 1 : a.createTime > b.createTime ? -1 : 0)),
    put,
    remove: (name) => {
      const job = jobs.get(name);
      jobs.delete(name);
      if (job !== undefined) rmSync(join(folder, `${jobIdOf(job)}.json`), { force: true });
    },
    nextId: () => {
      last = Math.max(last + 1, Date.now() * 1000);
      return String(last);
    },
  };
}

function parseJob(text: string): CustomJob | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value.name === 'string' && typeof value.state === 'string'
      ? (value as unknown as CustomJob)
      : undefined;
  } catch {
    return undefined;
  }
}
