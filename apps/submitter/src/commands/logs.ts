import { anyText, EXIT, flag, paintOf, text } from '@taxifare/console';
import { apiErrorOf } from '../cloud/api-error.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import { isTerminal, type LogEntry } from '../cloud/jobs-api.ts';
import { filterOf, startCursor } from '../follow/log-cursor.ts';
import { formatEntry } from '../follow/log-line.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import { cloudCommand, JOB } from './cloud-command.ts';
import { followToEnd } from './follow-to-end.ts';
import { type FoundJob, withJob } from './with-job.ts';

/** `submitter logs JOB`: the lines so far; with `--follow` all of them, to the job's end. */
export const LOGS = cloudCommand({
  words: [JOB],
  options: {
    follow: flag('Stay until the job has ended'),
    task: text("One replica's lines, such as workerpool0-0", { check: anyText }),
    ...POLL_OPTIONS,
  },
  run: async ({ json: isJson, follow, task }, world, typed) =>
    await withJob(typed, { world, isJson }, async (found) => {
      if (follow) return await followToEnd(found.job, { cloud: found.cloud, world, isJson, task });
      const entries = await readAll(found, task, world.interrupted);
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
        const of = task === undefined ? '' : ` of ${task}`;
        world.err(isTerminal(job.state) ? `there are no lines${of}\n` : `no lines${of} yet\n`);
      }
      if (!isTerminal(job.state)) world.err(`the job is ${job.state}; logs ${job.id} --follow stays to its end\n`);
      return EXIT.fine;
    }),
});

async function readAll(
  { job, api, cloud }: FoundJob,
  task: string | undefined,
  signal: AbortSignal,
): Promise<readonly LogEntry[]> {
  const filter = filterOf(startCursor(job.createTimeMs), { jobId: job.id, task });
  const entries: LogEntry[] = [];
  let pageToken: string | undefined;
  do {
    const page = await api.logs({ project: cloud.project, filter, pageToken }, signal).catch((error: unknown) => {
      throw signal.aborted ? error : explainApiError(`logs ${job.displayName}`, apiErrorOf(error), cloud);
    });
    entries.push(...page.entries);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return entries;
}
