import { apiErrorOf } from '../cloud/api-error.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import { isTerminal } from '../cloud/jobs-api.ts';
import type { Command } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { jobJson } from '../job/job-json.ts';
import { formatHints } from '../output/hints.ts';
import { paintOf } from '../output/paint.ts';
import { isOn } from '../settings/inputs.ts';
import type { World } from '../world.ts';
import { withJob } from './with-job.ts';

/** `submitter cancel JOB`: asks for the stop, which takes a while; a job that has ended already is left as it is. */
export async function cancel(command: Command, world: World): Promise<number> {
  return await withJob(command, world, async ({ job, api, cloud }, inputs) => {
    const isJson = isOn(inputs, 'json');
    const hasEnded = isTerminal(job.state);
    if (!hasEnded) {
      await api.cancel(job.name, world.interrupted).catch((error: unknown) => {
        throw world.interrupted.aborted
          ? error
          : explainApiError(`cancel ${job.displayName}`, apiErrorOf(error), cloud);
      });
    }
    const now = hasEnded ? job : await api.get(job.name, world.interrupted);
    if (isJson) {
      world.out(`${JSON.stringify(jobJson(now, cloud), null, 2)}\n`);
      return EXIT.fine;
    }
    const said = hasEnded
      ? `has ended already, ${job.state}; nothing to cancel`
      : `is being cancelled, now ${now.state}`;
    const hints = [{ what: 'To see when it has stopped', command: `status ${job.id}` }];
    const closing = hasEnded
      ? []
      : formatHints(hints, { paint: paintOf(world.terminal.hasColour), flags: cloud.flags });
    world.out(`${[`${job.displayName} ${said}`, ...closing].join('\n')}\n`);
    return EXIT.fine;
  });
}
