import type { Cloud } from '../cloud/cloud.ts';
import { withCloud } from '../cloud/cloud.ts';
import { findJob, regionInName } from '../cloud/find-job.ts';
import type { Job, JobsApi } from '../cloud/jobs-api.ts';
import { retryingJobs } from '../cloud/retry-calls.ts';
import type { Command } from '../command-line.ts';
import { type Inputs, isOn } from '../settings/inputs.ts';
import type { Place } from '../settings/place.ts';
import type { World } from '../world.ts';
import { readyPlace } from './announce.ts';

export interface FoundJob {
  readonly job: Job;
  readonly api: JobsApi;
  readonly cloud: Cloud;
}

/** The inputs of a command: its flags over the environment, with the problems that its form has already. */
export function inputsOf(command: Command, world: World): Inputs {
  return { flags: command.flags, env: world.env, problems: [...command.problems] };
}

/** What every command on one job begins with: the place announced, the cloud open, the job found. */
export async function withJob(
  command: Command,
  world: World,
  use: (found: FoundJob, inputs: Inputs, place: Place) => Promise<number>,
): Promise<number> {
  const inputs = inputsOf(command, world);
  const text = command.job ?? '';
  const isJson = isOn(inputs, 'json');
  const place = readyPlace(inputs, world, { isJson });
  const there = { ...place, region: regionInName(text) ?? place.region };
  return await withCloud(there, world, async (cloud) => {
    const api = retryingJobs(await cloud.jobs(), world);
    const { job, namesakes } = await findJob(api, { ...cloud, text, signal: world.interrupted });
    if (namesakes > 0) world.err(`${namesakes + 1} jobs have this name; this is the newest, number ${job.id}\n`);
    return await use({ job, api, cloud }, inputs, there);
  });
}
