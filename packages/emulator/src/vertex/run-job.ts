import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectFolder } from '../storage/object-folder.ts';
import { type CustomJob, durationMs, jobIdOf } from './custom-job.ts';
import type { JobLog } from './job-log.ts';
import { isNodeImage } from './node-image.ts';
import type { Pace } from './pace.ts';
import { placesOf, type ReplicaPlace, taskNameOf } from './replica-environment.ts';
import { type Replica, type ReplicaEnd, runReplica } from './run-replica.ts';
import type { Watchdog } from './watchdog.ts';

export interface RunJobOptions {
  readonly objects: ObjectFolder;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly pace: Pace;
  readonly watchdog: Watchdog;
  readonly log: JobLog;
  readonly get: () => CustomJob;
  /** Keeps what changes. */
  readonly change: (change: Partial<CustomJob>) => void;
  /** Aborts when somebody cancels the job, or the cloud closes. */
  readonly cancelled: AbortSignal;
}

interface Failure {
  readonly code: number;
  readonly message: string;
}

const DEFAULT_TIMEOUT_MS = 7 * 86_400_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** "Understand the training service", Vertex AI documentation: restarts of a worker. */
const MAX_RESTARTS = 5;

/** A job from the queue to its end. */
export async function runJob(options: RunJobOptions): Promise<void> {
  const { pace, log, get, change, cancelled } = options;
  const now = () => new Date().toISOString();
  const pause = (ms: number) => sleep(ms, undefined, { signal: cancelled }).catch(() => {});
  let failure: Failure | undefined;
  await pause(pace.stateMs);
  if (!cancelled.aborted) {
    change({ state: 'JOB_STATE_PENDING', updateTime: now() });
    for (const line of PENDING_LINES) log.write('service', 'INFO', line);
    await pause(pace.stateMs);
  }
  if (!cancelled.aborted) {
    failure = imageFailure(get());
    if (failure === undefined) {
      change({ state: 'JOB_STATE_RUNNING', startTime: now(), updateTime: now() });
      log.write('service', 'INFO', 'Job is running.');
      failure = await runReplicas(options);
    }
  }
  if (cancelled.aborted) {
    log.write('service', 'INFO', 'Job is cancelled.');
    // Being cancelled can be seen, as on the service.
    await sleep(pace.stateMs);
    change({
      state: 'JOB_STATE_CANCELLED',
      endTime: now(),
      updateTime: now(),
      error: { code: 1, message: 'CANCELED' },
    });
    return;
  }
  if (failure === undefined) {
    log.write('service', 'INFO', 'Job completed successfully.');
    change({ state: 'JOB_STATE_SUCCEEDED', endTime: now(), updateTime: now() });
    return;
  }
  log.write('service', 'ERROR', failure.message);
  change({ state: 'JOB_STATE_FAILED', endTime: now(), updateTime: now() });
  await sleep(pace.errorMs);
  change({ error: failure, updateTime: now() });
}

const PENDING_LINES = [
  'Waiting for job to be provisioned.',
  'Vertex AI is provisioning job running framework. First time usage might take couple of minutes, and subsequent runs can be much faster.',
  'Vertex AI is setting up this job.',
  'Waiting for training program to start.',
  'Job is preparing.',
];

function imageFailure({ jobSpec }: CustomJob): Failure | undefined {
  for (const { containerSpec } of jobSpec.workerPoolSpecs) {
    if (containerSpec === undefined || isNodeImage(containerSpec.imageUri)) continue;
    const { imageUri } = containerSpec;
    return {
      code: 5,
      message: `The image ${imageUri} cannot be pulled: manifest unknown. This local cloud has the node images alone.`,
    };
  }
  return undefined;
}

/** Runs every replica until the primary ends, one fails for good, the time is up or the job is cancelled. */
async function runReplicas(options: RunJobOptions): Promise<Failure | undefined> {
  const { get, cancelled } = options;
  const job = get();
  const over = new AbortController();
  const stopped = AbortSignal.any([over.signal, cancelled]);
  const timeoutMs = durationMs(job.jobSpec.scheduling?.timeout) ?? DEFAULT_TIMEOUT_MS;
  let failure: Failure | undefined;
  const end = (what?: Failure) => {
    if (!stopped.aborted) failure = what;
    over.abort();
  };
  const timer = setTimeout(
    () => end({ code: 4, message: `The job exceeded its timeout of ${timeoutMs / 1000}s.` }),
    Math.min(timeoutMs, LONGEST_TIMER_MS),
  );
  const lives = placesOf(job).map(async (place) => {
    try {
      const problem = await liveOf(place, stopped, options);
      const isPrimary = place.pool === 0;
      if (problem !== undefined || isPrimary) end(problem);
    } catch (error) {
      // One that cannot be started ends the others.
      over.abort();
      throw error;
    }
  });
  const ends = await Promise.allSettled(lives);
  clearTimeout(timer);
  for (const one of ends) if (one.status === 'rejected') throw one.reason;
  return failure;
}

/** A replica with its restarts; answers what it failed of. */
async function liveOf(place: ReplicaPlace, stopped: AbortSignal, options: RunJobOptions): Promise<Failure | undefined> {
  const { get, log, objects, environment, folder, pace, watchdog } = options;
  const { scheduling } = get().jobSpec;
  const task = taskNameOf(place);
  const restarts = scheduling?.disableRetries === true ? 0 : MAX_RESTARTS;
  for (let restart = 0; ; restart++) {
    const { graceMs } = pace;
    const onLine = (line: string, stream: 'stdout' | 'stderr') => log.writeLine(task, line, stream);
    const replica = await runReplica({ job: get(), place, folder, objects, environment, graceMs, watchdog, onLine });
    const ended = await endOrStop(replica, stopped);
    if (stopped.aborted || ended.code === 0) return undefined;
    if (ended.problem !== undefined) log.write(task, 'ERROR', ended.problem);
    const status = ended.code ?? 128 + (SIGNALS[ended.signal ?? 'SIGKILL'] ?? 9);
    // A container that is killed from outside is like a machine that is lost: it is started again.
    if (ended.signal === null || restart === restarts) {
      const reason = ended.signal === null ? 'Error' : ended.signal;
      const message = `The replica ${task} exited with a non-zero status of ${status}. Termination reason: ${reason}.`;
      return {
        code: 3,
        message: `${message} To find out more about why your job exited please check the logs: job_id ${jobIdOf(get())}`,
      };
    }
    log.write(
      'service',
      'WARNING',
      `The replica ${task} exited with a non-zero status of ${status}; restarting it (${restart + 1} of ${restarts}).`,
    );
  }
}

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

async function endOrStop(replica: Replica, stopped: AbortSignal): Promise<ReplicaEnd> {
  const stop = () => replica.stop();
  if (stopped.aborted) stop();
  stopped.addEventListener('abort', stop);
  try {
    return await replica.ended;
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}
