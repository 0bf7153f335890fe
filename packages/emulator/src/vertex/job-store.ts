import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../folder/replace-file.ts';
import { isRecord } from '../http/json-body.ts';
import { type CustomJob, FINAL_STATES, jobIdOf } from './custom-job.ts';

/** Jobs in memory, and on disk for the next start. */
export interface JobStore {
  get(name: string): CustomJob | undefined;
  /** Newest first. */
  list(parent: string): readonly CustomJob[];
  /** Throws if the job cannot be stored; then it is not there. */
  add(job: CustomJob): void;
  /** Changes a job that is there. What the disk does not take is known until the cloud ends. */
  put(job: CustomJob): void;
  remove(name: string): void;
  nextId(): string;
}

/** Jobs that were not over when the last cloud ended have ended with it. */
export function openJobStore(folder: string, onBug: ((error: unknown) => void) | undefined): JobStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const jobs = new Map<string, CustomJob>();
  let last = 0;
  const write = (job: CustomJob) => replaceFile(join(folder, `${jobIdOf(job)}.json`), JSON.stringify(job));
  const put = (job: CustomJob) => {
    jobs.set(job.name, job);
    try {
      write(job);
    } catch (error) {
      onBug?.(error);
    }
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
    add: (job) => {
      write(job);
      jobs.set(job.name, job);
    },
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
