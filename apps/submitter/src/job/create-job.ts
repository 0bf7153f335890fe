import { ApiError, apiErrorOf } from '../cloud/api-error.ts';
import { type CallPlace, explainApiError } from '../cloud/explain-api-error.ts';
import { JobError } from '../cloud/job-error.ts';
import type { Job, JobsApi } from '../cloud/jobs-api.ts';
import { Interrupted } from '../exit-code.ts';
import type { World } from '../world.ts';
import type { CustomJobRequest } from './custom-job.ts';

/** Pauses before each look for a job whose answer was lost. */
const LOOKS_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
/** Looks that must come back empty before the request counts as never having arrived. */
const EMPTY_LOOKS = 3;

/**
 * Creates the job once. The API has no request id, so a create whose answer was lost may have worked: the job is looked
 * for by its label first, and only one that is nowhere is asked for a second time.
 */
export async function createJob(
  api: JobsApi,
  {
    parent,
    request,
    place,
    world,
    say,
  }: {
    readonly parent: string;
    readonly request: CustomJobRequest;
    readonly place: CallPlace;
    readonly world: Pick<World, 'sleep' | 'interrupted'>;
    readonly say: (text: string) => void;
  },
): Promise<Job> {
  const where = `create ${request.displayName}`;
  for (let tries = 0; ; tries++) {
    try {
      return await api.create(parent, request, world.interrupted);
    } catch (error) {
      if (world.interrupted.aborted) {
        const what = `${where}: interrupted before the answer, the job may be there all the same`;
        throw new Interrupted(`${what}; see submitter list`, { cause: error });
      }
      const failure = apiErrorOf(error);
      if (!isLost(failure)) throw explainApiError(where, failure, place);
      say(`no answer to the create request (${failure.message}); looking whether the job is there`);
      const found = await lookFor(api, { parent, submitId: request.labels.submit_id ?? '', world });
      if (found === 'unknown') {
        const what = `no answer, and no way to see whether it worked, got ${failure.message}`;
        throw new JobError(where, { what, hint: 'see submitter list before you submit again', cause: failure });
      }
      if (found !== 'absent') return found;
      if (tries > 0) throw explainApiError(where, failure, place);
      say('the job is not there; asking once more');
    }
  }
}

/** The server may have done it although it said nothing, or nothing definite. */
function isLost({ code }: ApiError): boolean {
  return ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL', 'UNKNOWN'].includes(code);
}

async function lookFor(
  api: JobsApi,
  {
    parent,
    submitId,
    world,
  }: { readonly parent: string; readonly submitId: string; readonly world: Pick<World, 'sleep' | 'interrupted'> },
): Promise<Job | 'absent' | 'unknown'> {
  let emptyLooks = 0;
  for (const pauseMs of LOOKS_MS) {
    await world.sleep(pauseMs, world.interrupted);
    try {
      const [job] = await api.list(parent, { filter: `labels.submit_id=${submitId}`, limit: 1 }, world.interrupted);
      if (job !== undefined) return job;
      if (++emptyLooks === EMPTY_LOOKS) return 'absent';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
  return 'unknown';
}
