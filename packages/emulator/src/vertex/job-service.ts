import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFilter } from '../filter/parse-filter.ts';
import { valueAt } from '../filter/value-at.ts';
import { rpcApiError } from '../http/api-error.ts';
import type { LogStore } from '../logging/log-store.ts';
import { type CustomJob, FINAL_STATES, jobIdOf } from './custom-job.ts';
import { createJobLog } from './job-log.ts';
import type { JobStore } from './job-store.ts';
import type { Pace } from './pace.ts';
import { parseCustomJob } from './parse-custom-job.ts';
import { runJob } from './run-job.ts';
import type { VertexOptions } from './vertex-options.ts';
import { createWatchdog } from './watchdog.ts';

interface ListJobsRequest {
  readonly parent: string;
  readonly filter?: string | undefined;
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}

/** JobService; resources are in the API's JSON form. Throws `ApiError`. */
export interface JobService {
  create(parent: string, job: unknown): CustomJob;
  get(name: string): CustomJob;
  list(request: ListJobsRequest): { readonly customJobs: readonly CustomJob[]; readonly nextPageToken: string };
  cancel(name: string): void;
  delete(name: string): Promise<void>;
  isBusy(): boolean;
  /** Ends the jobs that run. */
  close(): Promise<void>;
}

export interface JobServiceOptions extends Pick<VertexOptions, 'objects' | 'environment' | 'onBug'> {
  readonly jobs: JobStore;
  readonly logs: LogStore;
  /** Where jobs have their folders. */
  readonly folder: string;
  readonly pace: Pace;
  /** Throws where the persistent resource that a job names is not there. */
  readonly checkMachines: (name: string) => void;
}

interface Running {
  readonly cancelled: AbortController;
  readonly ended: Promise<void>;
}

const PAGE_SIZE = 100;

export function createJobService({
  jobs,
  logs,
  folder,
  pace,
  objects,
  environment,
  onBug,
  checkMachines,
}: JobServiceOptions): JobService {
  const running = new Map<string, Running>();
  const watchdog = createWatchdog(folder);
  const find = (name: string): CustomJob => {
    const job = jobs.get(checkName(name));
    if (job === undefined) throw rpcApiError(404, 'NOT_FOUND', `The CustomJob does not exist: ${name}`);
    return job;
  };
  const start = (job: CustomJob) => {
    const cancelled = new AbortController();
    const change = (change: Partial<CustomJob>) => {
      const now = jobs.get(job.name);
      if (now !== undefined) jobs.put({ ...now, ...change });
    };
    const home = join(folder, jobIdOf(job));
    const log = createJobLog(job, logs, pace);
    const get = () => jobs.get(job.name) ?? job;
    const options = {
      objects,
      folder: home,
      environment,
      pace,
      watchdog,
      log,
      get,
      change,
      cancelled: cancelled.signal,
    };
    const ended = runJob(options)
      .catch((error: unknown) => {
        onBug?.(error);
        const message = 'Internal error occurred for the current attempt.';
        change({ state: 'JOB_STATE_FAILED', endTime: new Date().toISOString(), error: { code: 13, message } });
      })
      .finally(() => {
        running.delete(job.name);
        return rm(home, { recursive: true, force: true });
      })
      .catch((error: unknown) => onBug?.(error));
    running.set(job.name, { cancelled, ended });
  };
  return {
    create: (parent, value) => {
      if (!/^projects\/[^/]+\/locations\/[a-z0-9-]+$/.test(parent)) {
        throw rpcApiError(400, 'INVALID_ARGUMENT', `Invalid parent: ${parent}`);
      }
      const now = new Date().toISOString();
      const { displayName, jobSpec, ...rest } = parseCustomJob(value);
      const machines = jobSpec.persistentResourceId;
      if (machines) checkMachines(`${parent}/persistentResources/${String(machines)}`);
      const name = `${parent}/customJobs/${jobs.nextId()}`;
      const job: CustomJob = {
        name,
        displayName,
        jobSpec,
        state: 'JOB_STATE_QUEUED',
        createTime: now,
        updateTime: now,
        ...rest,
      };
      // A job that cannot be stored is none.
      jobs.add(job);
      start(job);
      return job;
    },
    get: find,
    list: ({ parent, filter = '', pageSize, pageToken }) => {
      const isWanted = parseFilter(filter);
      const found = jobs.list(parent).filter((job) => isWanted((path) => valueAt(job, path)));
      const size = Math.min(pageSize || PAGE_SIZE, PAGE_SIZE);
      const start = pageToken
        ? found.findIndex(({ name }) => name === Buffer.from(pageToken, 'base64url').toString()) + 1
        : 0;
      const page = found.slice(start, start + size);
      const last = start + size < found.length ? page.at(-1)?.name : undefined;
      return { customJobs: page, nextPageToken: last === undefined ? '' : Buffer.from(last).toString('base64url') };
    },
    cancel: (name) => {
      const job = find(name);
      if (FINAL_STATES.has(job.state)) return;
      jobs.put({ ...job, state: 'JOB_STATE_CANCELLING', updateTime: new Date().toISOString() });
      running.get(name)?.cancelled.abort();
    },
    delete: async (name) => {
      find(name);
      const run = running.get(name);
      run?.cancelled.abort();
      await run?.ended;
      jobs.remove(name);
    },
    isBusy: () => running.size > 0,
    close: async () => {
      const open = [...running.values()];
      for (const { cancelled } of open) cancelled.abort();
      await Promise.all(open.map(({ ended }) => ended));
      watchdog.close();
    },
  };
}

function checkName(name: string): string {
  if (/^projects\/[^/]+\/locations\/[^/]+\/customJobs\/[^/]+$/.test(name)) return name;
  throw rpcApiError(400, 'INVALID_ARGUMENT', `Invalid resource name: ${name}`);
}
