import type { Cloud } from '../cloud/cloud.ts';
import { withCloud } from '../cloud/cloud.ts';
import { findJob, regionInName } from '../cloud/find-job.ts';
import type { Job, JobsApi } from '../cloud/jobs-api.ts';
import { retryingJobs } from '../cloud/retry-calls.ts';
import type { World } from '../world.ts';
import { announce } from './announce.ts';
import type { TypedInPlace } from './cloud-command.ts';

export interface FoundJob {
  readonly job: Job;
  readonly api: JobsApi;
  readonly cloud: Cloud;
}

/** What every command on one job begins with: the place announced, the cloud open, the job found. */
export async function withJob(
  { words: [text = ''], place }: TypedInPlace,
  { world, isJson }: { readonly world: World; readonly isJson: boolean },
  use: (found: FoundJob) => Promise<number>,
): Promise<number> {
  announce(place, world, { isJson });
  const there = { ...place, region: regionInName(text) ?? place.region };
  return await withCloud(there, world, async (cloud) => {
    const api = retryingJobs(await cloud.jobs(), world);
    const { job, namesakes } = await findJob(api, { ...cloud, text, signal: world.interrupted });
    if (namesakes > 0) world.err(`${namesakes + 1} jobs have this name; this is the newest, number ${job.id}\n`);
    return await use({ job, api, cloud });
  });
}
