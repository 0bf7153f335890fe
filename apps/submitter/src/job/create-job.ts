import { Interrupted } from '@taxifare/console';
import { ApiError, apiErrorOf } from '../cloud/api-error.ts';
import type { CustomJobRequest } from '../cloud/custom-job.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import type { Job, JobsApi } from '../cloud/jobs-api.ts';
import { LeftRunning } from '../cloud/left-running.ts';
import type { CallPlace } from '../cloud/refusals/refusal.ts';
import type { World } from '../world.ts';

/** A request without an answer may lie in a proxy and arrive this long after it was sent. */
const MAY_ARRIVE_MS = 120_000;
const FIRST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 15_000;
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
 * is looked for by its label for as long as that can be, and only one that is nowhere is asked for a second time. Where
 * both arrive all the same, the later one is cancelled.
 */
export async function createJob(api: JobsApi, options: CreateOptions): Promise<Job> {
  const { request, place, say } = options;
  const where = `create ${request.displayName}`;
  for (let tries = 0; ; tries++) {
    const sentMs = options.world.now();
    const answer = await createOnce(api, options);
    if (answer.job !== undefined) return tries === 0 ? answer.job : await onlyOne(api, answer.job, options);
    const failure = answer.error;
    if (!isLost(failure)) throw explainApiError(where, failure, place);
    say(`no answer to the create request (${failure.message}); looking whether the job is there`);
    const isUnderWay = failure.code === 'DEADLINE_EXCEEDED';
    const found = await lookFor(api, { ...options, untilMs: isUnderWay ? sentMs + MAY_ARRIVE_MS : sentMs });
    if (found === 'unknown') {
      const what = `${where}: no answer, and no way to see whether it worked, got ${failure.message}`;
      throw new LeftRunning(`${what}; see submitter list before you submit again`, { cause: failure });
    }
    if (found !== 'absent') return tries === 0 ? found : await onlyOne(api, found, options);
    if (tries > 0) throw explainApiError(where, failure, place);
    say('the job is not there; asking once more');
  }
}

type Answer = { readonly job: Job; readonly error?: never } | { readonly job?: never; readonly error: ApiError };

async function createOnce(api: JobsApi, { parent, request, world, say }: CreateOptions): Promise<Answer> {
  for (let refusals = 0; ; refusals++) {
    try {
      return { job: await api.create(parent, request, world.interrupted) };
    } catch (error) {
      if (world.interrupted.aborted) {
        const what = `create ${request.displayName}: interrupted before the answer, the job may be there all the same`;
        throw new Interrupted('signal', `${what}; see submitter list`, { cause: error });
      }
      const failure = apiErrorOf(error);
      const pauseMs = RATE_PAUSES_MS[refusals];
      if (failure.code !== 'RESOURCE_EXHAUSTED' || failure.isQuota || pauseMs === undefined) return { error: failure };
      if (refusals === 0) say(`too many requests just now (${failure.message}); trying again`);
      await world.sleep(pauseMs, world.interrupted);
    }
  }
}

/**
 * The server may have done it although it said nothing, or nothing definite. A request that never left is not lost, nor
 * one that something else than the API has answered without an error of a gateway.
 */
function isLost({ code, message, isForeign }: ApiError): boolean {
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH/.test(message)) return false;
  if (isForeign && !/status 5\d\d/.test(message)) return false;
  return ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL', 'UNKNOWN'].includes(code);
}

async function lookFor(
  api: JobsApi,
  { world, untilMs, ...options }: CreateOptions & { readonly untilMs: number },
): Promise<Job | 'absent' | 'unknown'> {
  let [emptyLooks, failedLooks] = [0, 0];
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
    await world.sleep(pauseMs, world.interrupted);
    try {
      const [job] = await submitted(api, { world, ...options });
      if (job !== undefined) return job;
      [emptyLooks, failedLooks] = [emptyLooks + 1, 0];
      if (emptyLooks >= EMPTY_LOOKS && world.now() >= untilMs) return 'absent';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (++failedLooks === FAILED_LOOKS) return 'unknown';
    }
  }
}

/** What this submit has created, the oldest first. */
async function submitted(api: JobsApi, { parent, request, world }: CreateOptions): Promise<readonly Job[]> {
  const filter = `labels.submit_id=${request.labels.submit_id ?? ''}`;
  return [...(await api.list(parent, { filter, limit: 10 }, world.interrupted))].reverse();
}

/** Two requests were sent: of the jobs that came of them the oldest stays. */
async function onlyOne(api: JobsApi, job: Job, options: CreateOptions): Promise<Job> {
  const { world, say } = options;
  try {
    const [first = job, ...twins] = await submitted(api, options);
    for (const twin of twins) {
      say(`both requests arrived; cancelling the second job, ${twin.id}`);
      await api.cancel(twin.name, world.interrupted);
    }
    return first;
  } catch (error) {
    if (world.interrupted.aborted) throw error;
    say(
      `two requests were sent and it cannot be seen whether both arrived (${apiErrorOf(error).message}); see submitter list`,
    );
    return job;
  }
}
