import { EXIT, flag, formatTable, numberWithin, type Paint, paintOf, text } from '@taxifare/console';
import { apiErrorOf } from '../cloud/api-error.ts';
import { withCloud } from '../cloud/cloud.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import type { Job } from '../cloud/jobs-api.ts';
import { retryingJobs } from '../cloud/retry-calls.ts';
import { jobJson } from '../job/job-json.ts';
import { APP_LABEL } from '../job/job-spec.ts';
import { pricedOf } from '../money/job-cost.ts';
import { paintState } from '../output/paint-state.ts';
import { formatTime, spanBetween } from '../output/time.ts';
import type { World } from '../world.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter list`: our jobs of the region, newest first. */
export const LIST = cloudCommand({
  options: {
    limit: text('How many, newest first', {
      check: numberWithin({ min: 1, max: 10_000, isWhole: true, such: 50 }),
      usual: 20,
    }),
    all: flag('Every CustomJob of the region, not only ours'),
  },
  run: async ({ json: isJson, limit, all }, world, { place }) => {
    announce(place, world, { isJson });
    return await withCloud(place, world, async (cloud) => {
      const api = retryingJobs(await cloud.jobs(), world);
      const filter = all ? {} : { filter: `labels.app=${APP_LABEL}` };
      const jobs = await api.list(cloud.parent, { ...filter, limit }, world.interrupted).catch((error: unknown) => {
        throw world.interrupted.aborted ? error : explainApiError('list', apiErrorOf(error), cloud);
      });
      world.out(
        isJson
          ? `${JSON.stringify(
              jobs.map((job) => jobJson(job, cloud)),
              null,
              2,
            )}\n`
          : `${tableOf(jobs, world).join('\n')}\n`,
      );
      return EXIT.fine;
    });
  },
});

function tableOf(jobs: readonly Job[], world: World): readonly string[] {
  if (jobs.length === 0) return ['no jobs yet; submitter submit makes one'];
  const paint = paintOf(world.terminal.hasColour);
  const rows = jobs.map((job) => [
    job.id,
    job.state,
    formatTime(job.createTimeMs),
    ranFor(job, world.now()),
    machines(job),
    job.displayName,
  ]);
  const [head = '', ...lines] = formatTable([['NUMBER', 'STATE', 'CREATED', 'RAN', 'MACHINES', 'NAME'], ...rows]);
  return [paint.bold(head), ...lines.map((line, i) => withState(line, jobs[i], paint))];
}

function withState(line: string, job: Job | undefined, paint: Paint): string {
  return job ? line.replace(` ${job.state} `, ` ${paintState(job.state, paint)} `) : line;
}

function ranFor(job: Job, nowMs: number): string {
  return spanBetween(job.startTimeMs, job.endTimeMs, nowMs) ?? '';
}

function machines(job: Job): string {
  const { replicas, machine, spot } = pricedOf(job);
  return `${replicas} x ${machine}${spot ? ', spot' : ''}`;
}
