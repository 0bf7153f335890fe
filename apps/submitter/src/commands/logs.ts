import { anyText, EXIT, flag, formatSpan, numberWithin, paintOf, text } from '@taxifare/console';
import { apiErrorOf } from '../cloud/api-error.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import { isTerminal, type LogEntry } from '../cloud/jobs-api.ts';
import type { LineChoice } from '../follow/follow-options.ts';
import { filterOf, startCursor } from '../follow/log-cursor.ts';
import { formatEntry } from '../follow/log-line.ts';
import { secondsWithin } from '../settings/duration.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import { cloudCommand, JOB } from './cloud-command.ts';
import { followToEnd } from './follow-to-end.ts';
import { type FoundJob, withJob } from './with-job.ts';

/** The longest --since: longer than Cloud Logging keeps lines. */
const A_YEAR_SECONDS = 366 * 86_400;

/** `submitter logs JOB`: the lines so far; with `--follow` all of them, to the job's end. */
export const LOGS = cloudCommand({
  words: [JOB],
  options: {
    follow: flag('Stay until the job has ended'),
    task: text("One replica's lines, such as workerpool0-0", { check: anyText }),
    tail: text('Number of the last lines to show', {
      check: numberWithin({ min: 1, isWhole: true, such: 100 }),
      shown: 'all',
    }),
    since: text('Show lines no older than this, such as 10m', {
      check: secondsWithin({ min: 1, max: A_YEAR_SECONDS, such: '10m' }),
      shown: 'all',
    }),
    ...POLL_OPTIONS,
  },
  run: async ({ json: isJson, follow, task, tail, since }, world, typed) =>
    await withJob(typed, { world, isJson }, async (found) => {
      const lines: LineChoice = { task, tail, fromMs: since && world.now() - since * 1000 };
      if (follow) return await followToEnd(found.job, { cloud: found.cloud, world, isJson, ...lines });
      const entries = await readAll(found, lines, world.interrupted);
      if (isJson) {
        world.out(`${JSON.stringify(entries, null, 2)}\n`);
        return EXIT.fine;
      }
      const paint = paintOf(world.terminal.hasColour);
      world.out(
        entries
          .flatMap((entry) => formatEntry(entry, paint))
          .map((line) => `${line}\n`)
          .join(''),
      );
      const { job } = found;
      if (entries.length === 0) {
        const late = since === undefined ? '' : ` of the last ${formatSpan(since * 1000)}`;
        const of = `${task === undefined ? '' : ` of ${task}`}${late}`;
        world.err(isTerminal(job.state) ? `there are no lines${of}\n` : `no lines${of} yet\n`);
      }
      if (!isTerminal(job.state)) world.err(`the job is ${job.state}; logs ${job.id} --follow stays to its end\n`);
      return EXIT.fine;
    }),
});

async function readAll(
  { job, api, cloud }: FoundJob,
  { task, tail, fromMs }: LineChoice,
  signal: AbortSignal,
): Promise<readonly LogEntry[]> {
  const filter = filterOf(startCursor(job.createTimeMs, fromMs), { jobId: job.id, task });
  const entries: LogEntry[] = [];
  let pageToken: string | undefined;
  do {
    const page = await api.logs({ project: cloud.project, filter, pageToken }, signal).catch((error: unknown) => {
      throw signal.aborted ? error : explainApiError(`logs ${job.displayName}`, apiErrorOf(error), cloud);
    });
    entries.push(...page.entries);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return tail === undefined ? entries : entries.slice(-tail);
}
