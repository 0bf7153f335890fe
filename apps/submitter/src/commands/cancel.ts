import { EXIT, paintOf } from '@taxifare/console';
import { apiErrorOf } from '../cloud/api-error.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import { isTerminal } from '../cloud/jobs-api.ts';
import { jobJson } from '../job/job-json.ts';
import { formatHints } from '../output/hints.ts';
import { cloudCommand, JOB } from './cloud-command.ts';
import { withJob } from './with-job.ts';

/** `submitter cancel JOB`: asks for the stop, which takes a while; a job that has ended already is left as it is. */
export const CANCEL = cloudCommand({
  words: [JOB],
  options: {},
  run: async ({ json }, world, typed) =>
    await withJob(typed, { world, isJson: json }, async ({ job, api, cloud }) => {
      const hasEnded = isTerminal(job.state);
      if (!hasEnded) {
        await api.cancel(job.name, world.interrupted).catch((error: unknown) => {
          throw world.interrupted.aborted
            ? error
            : explainApiError(`cancel ${job.displayName}`, apiErrorOf(error), cloud);
        });
      }
      const now = hasEnded ? job : await api.get(job.name, world.interrupted);
      if (json) {
        world.out(`${JSON.stringify(jobJson(now, cloud), null, 2)}\n`);
        return EXIT.fine;
      }
      const said = hasEnded
        ? `has ended already, ${job.state}; nothing to cancel`
        : `is being cancelled, now ${now.state}`;
      const hints = [{ what: 'To see when it has stopped', command: `status ${job.id}` }];
      const closing = hasEnded
        ? []
        : formatHints(hints, { paint: paintOf(world.terminal.hasColour), flags: cloud.flags, env: world.env });
      world.out(`${[`${job.displayName} ${said}`, ...closing].join('\n')}\n`);
      return EXIT.fine;
    }),
});
