import { type ApiError, apiErrorOf, isPassing } from '../cloud/api-error.ts';
import { backOffMs } from '../cloud/back-off.ts';
import { isTerminal, type Job } from '../cloud/jobs-api.ts';
import type { FollowEnd } from './follow-event.ts';
import type { FollowOptions } from './follow-options.ts';
import { LogReader } from './log-reader.ts';
import { patienceOf, pollMsOf } from './pace.ts';

/** Refusals in a row that look final (401, 403, 404) before they are believed: a new token or grant takes a moment. */
const REFUSALS = 3;

/**
 * Follows a job until it has ended and its last lines are out, until the signal, or until it cannot be seen any more. A
 * lost network is waited out for as long as the job may run; what is wrong with the log never ends the following.
 */
export async function follow(start: Job, options: FollowOptions): Promise<FollowEnd> {
  const { api, world, report, signal } = options;
  const logs = new LogReader(start, options);
  const mostLostMs = 1000 * Math.max(60, Number(start.jobSpec.scheduling.timeout.replace('s', '')));
  let job = start;
  let sinceMs = job.startTimeMs ?? job.createTimeMs;
  let seenMs = world.now();
  let failures: ApiError[] = [];
  let endSeenMs: number | undefined;
  report({ kind: 'state', job });

  try {
    for (;;) {
      const pollMs = pollMsOf(job.state, options.pollMs);
      const next = await seen(api.get(job.name, signal), signal);
      if (next.job !== undefined) {
        if (failures.length > 0) report({ kind: 'back', afterMs: world.now() - seenMs });
        [failures, seenMs] = [[], world.now()];
        const isNews = next.job.state !== job.state;
        job = next.job;
        if (isNews) sinceMs = world.now();
        if (isNews && !isTerminal(job.state)) report({ kind: 'state', job });
        if (isTerminal(job.state)) endSeenMs ??= world.now();
        const lines = await logs.read(pollMs);
        if (endSeenMs !== undefined && isOver({ job, endedForMs: world.now() - endSeenMs, logs, pollMs })) {
          logs.close();
          return { kind: 'ended', job };
        }
        if (lines === 0 && !isNews) report({ kind: 'quiet', job, inStateMs: world.now() - sinceMs });
      } else {
        failures.push(next.error);
        const isFinal = failures.slice(-REFUSALS).filter((error) => !isPassing(error)).length === REFUSALS;
        if (endSeenMs !== undefined && (isFinal || world.now() - endSeenMs >= patienceOf(pollMs).linesMs)) {
          logs.close();
          return { kind: 'ended', job };
        }
        if (isFinal || world.now() - seenMs > mostLostMs) return { kind: 'left', job, seenMs, error: next.error };
        if (failures.length === 1) report({ kind: 'lost', error: next.error });
      }
      await world.sleep(failures.length > 0 ? backOffMs(pollMs, failures.length, world.random()) : pollMs, signal);
    }
  } catch (error) {
    if (signal.aborted) return { kind: 'detached', job };
    throw error;
  }
}

async function seen(
  job: Promise<Job>,
  signal: AbortSignal,
): Promise<{ readonly job: Job; readonly error?: never } | { readonly job?: never; readonly error: ApiError }> {
  try {
    return { job: await job };
  } catch (error) {
    if (signal.aborted) throw error;
    return { error: apiErrorOf(error) };
  }
}

/** Ended, its lines read to the end, and its error known if it is going to be. */
function isOver({
  job,
  endedForMs,
  logs,
  pollMs,
}: {
  readonly job: Job;
  readonly endedForMs: number;
  readonly logs: LogReader;
  readonly pollMs: number;
}): boolean {
  const { settleMs, linesMs, errorMs } = patienceOf(pollMs);
  const hasLines = (logs.emptyReads >= 2 && endedForMs >= settleMs) || endedForMs >= linesMs || logs.isDenied;
  const hasError = job.error !== undefined || job.state !== 'FAILED' || endedForMs >= errorMs;
  return hasLines && hasError;
}
