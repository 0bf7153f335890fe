import { ConfigError, quote } from '@taxifare/console';
import { ApiError } from './api-error.ts';
import { explainApiError } from './explain-api-error.ts';
import type { Job, JobsApi } from './jobs-api.ts';

const FULL_NAME = /^projects\/([^/]+)\/locations\/([^/]+)\/customJobs\/(\d+)$/;

/** The region in a job's full name: it is asked there, whatever region is configured. */
export function regionInName(text: string): string | undefined {
  return FULL_NAME.exec(text)?.[2];
}

/**
 * A job by full name, number or display name; of several with one display name the newest. A number that is no job's is
 * tried as a display name. `ConfigError` when there is none.
 */
export async function findJob(
  api: JobsApi,
  {
    text,
    parent,
    project,
    region,
    signal,
  }: {
    readonly text: string;
    readonly parent: string;
    readonly project: string;
    readonly region: string;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly job: Job; readonly namesakes: number }> {
  try {
    if (FULL_NAME.test(text)) return { job: await api.get(text, signal), namesakes: 0 };
    if (/^\d+$/.test(text)) {
      const job = await unlessMissing(api.get(`${parent}/customJobs/${text}`, signal));
      if (job !== undefined) return { job, namesakes: 0 };
    }
    const filter = `display_name=${JSON.stringify(text)}`;
    const [job, ...others] = await api.list(parent, { filter, limit: 100 }, signal);
    if (job !== undefined) return { job, namesakes: others.length };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code !== 'NOT_FOUND') throw explainApiError(`job ${quote(text)}`, error, { project, region });
  }
  const fix = 'submitter list shows them, --region looks elsewhere';
  throw new ConfigError([{ where: 'job', what: `no such job in ${region}`, got: text, fix }]);
}

async function unlessMissing(job: Promise<Job>): Promise<Job | undefined> {
  try {
    return await job;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
