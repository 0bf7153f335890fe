import { formatSpan, Interrupted } from '@taxifare/console';
import { ApiError, apiErrorOf, mayHaveArrived } from '../cloud/api-error.ts';
import type { CloudError } from '../cloud/cloud-error.ts';
import type { CustomJobRequest } from '../cloud/custom-job.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import type { Job, JobsApi } from '../cloud/jobs-api.ts';
import { LeftRunning } from '../cloud/left-running.ts';
import type { CallPlace } from '../cloud/refusals/refusal.ts';
import type { World } from '../world.ts';

/** A request without an answer may lie in a proxy and arrive this long after it was sent. */
const MAY_ARRIVE_MS = 120_000;
const FIRST_PAUSE_MS = 1000;
/** The time between two looks, each of which is told. */
const MOST_PAUSE_MS = 4000;
/** Looks that must come back empty before the request counts as never having arrived. */
const EMPTY_LOOKS = 3;
/** Looks that fail in a row before it counts as unknown whether it did. */
const FAILED_LOOKS = 2;
/** A create that was answered with "too many requests" was not done: it is safe to ask again. */
const RATE_PAUSES_MS = [2000, 4000, 8000];

interface CreateOptions {
  readonly parent: string;
  readonly request: CustomJobRequest;
  readonly place: CallPlace;
  readonly world: Pick<World, 'now' | 'sleep' | 'interrupted'>;
  readonly say: (text: string) => void;
}

/**
 * Creates the job once. The API has no request id, so a create whose answer was lost may have worked, or may yet: the job
 * is looked for by its label for as long as that can be. One that broke off and is nowhere is asked for a second time;
 * where both arrive, the later one is cancelled. One that hangs is not: it may come as late as a second one.
 */
export async function createJob(api: JobsApi, options: CreateOptions): Promise<Job> {
  const { request, world } = options;
  try {
    return await created(api, options);
  } catch (error) {
    if (!world.interrupted.aborted) throw error;
    const what = `create ${request.displayName}: interrupted before the answer, the job may be there all the same`;
    throw new Interrupted('signal', `${what}; see submitter list`, { cause: error });
  }
}

async function created(api: JobsApi, options: CreateOptions): Promise<Job> {
  const { request, place, say, world } = options;
  const refused = (error: ApiError): CloudError => explainApiError(`create ${request.displayName}`, error, place);
  const sentMs = world.now();
  const first = await asked(api, { ...options, isLast: false });
  if (first.job !== undefined) return first.job;
  if (hangs(first.error)) throw refused(first.error);
  say('the job is not there; asking once more');
  const second = await asked(api, { ...options, isLast: true });
  if (second.job === undefined) throw refused(second.error);
  return await onlyOne(api, second.job, {
    ...options,
    untilMs: mayArrive(first.error) ? sentMs + MAY_ARRIVE_MS : sentMs,
  });
}

/** Asks for the job, and looks for it where the answer is lost: the job, or why there is none. */
async function asked(api: JobsApi, options: CreateOptions & { readonly isLast: boolean }): Promise<Answer> {
  const { request, place, world, say, isLast } = options;
  const where = `create ${request.displayName}`;
  const sentMs = world.now();
  const answer = await createOnce(api, options);
  if (answer.job !== undefined) return answer;
  const { error } = answer;
  if (!mayHaveArrived(error)) throw explainApiError(where, error, place);
  say(`no answer to the create request (${error.message}); looking whether the job is there`);
  const isWaitedFor = hangs(error) || (isLast && mayArrive(error));
  const found = await lookFor(api, { ...options, untilMs: isWaitedFor ? sentMs + MAY_ARRIVE_MS : sentMs });
  if (found === 'unknown') {
    const what = `${where}: no answer, and no way to see whether it worked, got ${error.message}`;
    throw new LeftRunning(`${what}; see submitter list before you submit again`, { cause: error });
  }
  return found === 'absent' ? answer : { job: found };
}

type Answer = { readonly job: Job; readonly error?: never } | { readonly job?: never; readonly error: ApiError };

async function createOnce(api: JobsApi, { parent, request, world, say }: CreateOptions): Promise<Answer> {
  for (let refusals = 0; ; refusals++) {
    try {
      return { job: await api.create(parent, request, world.interrupted) };
    } catch (error) {
      if (world.interrupted.aborted) throw error;
      const failure = apiErrorOf(error);
      const pauseMs = RATE_PAUSES_MS[refusals];
      if (failure.code !== 'RESOURCE_EXHAUSTED' || failure.isQuota || pauseMs === undefined) return { error: failure };
      if (refusals === 0) say(`too many requests just now (${failure.message}); trying again`);
      await world.sleep(pauseMs, world.interrupted);
    }
  }
}

/** The service, or something before it, may still hold the request. */
function mayArrive(error: ApiError): boolean {
  return hangs(error) || error.isForeign || /ECONNRESET|EPIPE|socket hang up|premature close/i.test(error.message);
}

function hangs({ code }: ApiError): boolean {
  return code === 'DEADLINE_EXCEEDED';
}

type Looking = CreateOptions & { readonly untilMs: number };

async function lookFor(api: JobsApi, options: Looking): Promise<Job | 'absent' | 'unknown'> {
  const { world, say, untilMs } = options;
  let [emptyLooks, failedLooks] = [0, 0];
  for (const pauseMs of pauses()) {
    await world.sleep(pauseMs, world.interrupted);
    try {
      const [job] = await submitted(api, options);
      if (job !== undefined) return job;
      [emptyLooks, failedLooks] = [emptyLooks + 1, 0];
      const leftMs = untilMs - world.now();
      if (emptyLooks >= EMPTY_LOOKS && leftMs <= 0) break;
      if (leftMs > 0) say(`not there yet; it may still arrive for ${spanOf(leftMs)}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (++failedLooks === FAILED_LOOKS) return 'unknown';
    }
  }
  return 'absent';
}

/** A time span in whole seconds. */
function spanOf(ms: number): string {
  return formatSpan(Math.ceil(ms / 1000) * 1000);
}

function* pauses(): Generator<number> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) yield pauseMs;
}

/** What this submit has created, the oldest first. */
async function submitted(api: JobsApi, { parent, request, world }: CreateOptions): Promise<readonly Job[]> {
  const filter = `labels.submit_id=${request.labels.submit_id ?? ''}`;
  return [...(await api.list(parent, { filter, limit: 10 }, world.interrupted))].reverse();
}

/** Two requests were sent: of the jobs that come of them the oldest stays. */
async function onlyOne(api: JobsApi, job: Job, options: Looking): Promise<Job> {
  const { world, say, untilMs } = options;
  try {
    for (const pauseMs of pauses()) {
      const [first = job, ...twins] = await submitted(api, options);
      for (const twin of twins) {
        say(`both requests arrived; cancelling the second job, ${twin.id}`);
        await api.cancel(twin.name, world.interrupted);
      }
      const leftMs = untilMs - world.now();
      if (twins.length > 0 || leftMs <= 0) return first;
      say(`job ${job.id} is there; the first request may still arrive for ${spanOf(leftMs)}`);
      await world.sleep(pauseMs, world.interrupted);
    }
  } catch (error) {
    if (world.interrupted.aborted) throw error;
    say(
      `two requests were sent and it cannot be seen whether both arrived (${apiErrorOf(error).message}); see submitter list`,
    );
  }
  return job;
}
