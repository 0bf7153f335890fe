import { apiErrorOf, isPassing } from '../cloud/api-error.ts';
import { isTerminal, type Job } from '../cloud/jobs-api.ts';
import type { FollowEnd } from './follow-event.ts';
import type { FollowOptions } from './follow-options.ts';
import { LogReader } from './log-reader.ts';
import { backOffMs, patienceOf, pollMsOf } from './pace.ts';

/**
 * Follows a job until it has ended and its last lines are out, or until the signal. A lost network is waited out; what
 * will not pass by itself (the job is gone, the credentials are) rejects with `ApiError`.
 */
export async function follow(start: Job, options: FollowOptions): Promise<FollowEnd> {
  const { api, world, tell, signal } = options;
  const logs = new LogReader(start, options);
  let job = start;
  let sinceMs = job.startTimeMs ?? job.createTimeMs;
  let failures = 0;
  let lostAtMs: number | undefined;
  let endSeenMs: number | undefined;
  tell({ kind: 'state', job });

  try {
    for (;;) {
      const pollMs = pollMsOf(job.state, options.pollMs);
      try {
        const next = await api.get(job.name, signal);
        if (lostAtMs !== undefined) tell({ kind: 'back', afterMs: world.now() - lostAtMs });
        [failures, lostAtMs] = [0, undefined];
        const isNews = next.state !== job.state;
        job = next;
        if (isNews) sinceMs = world.now();
        if (isNews && !isTerminal(job.state)) tell({ kind: 'state', job });
        if (isTerminal(job.state)) endSeenMs ??= world.now();

        const lines = await logs.read(pollMs);
        if (endSeenMs !== undefined && isOver({ job, endedForMs: world.now() - endSeenMs, logs, pollMs })) {
          return { kind: 'ended', job };
        }
        if (lines === 0 && !isNews) tell({ kind: 'quiet', job, inStateMs: world.now() - sinceMs });
      } catch (error) {
        if (signal.aborted) throw error;
        const failure = apiErrorOf(error);
        if (!isPassing(failure)) throw failure;
        failures++;
        if (lostAtMs === undefined) tell({ kind: 'lost', error: failure });
        lostAtMs ??= world.now();
      }
      await world.sleep(failures > 0 ? backOffMs(pollMs, failures, world.random()) : pollMs, signal);
    }
  } catch (error) {
    if (signal.aborted) return { kind: 'detached', job };
    throw error;
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
