import type { World } from '../world.ts';
import { type ApiError, apiErrorOf, isPassing } from './api-error.ts';
import { backOffMs } from './back-off.ts';
import type { JobsApi } from './jobs-api.ts';

const FIRST_MS = 500;
/** No further try after this long: somebody waits. */
const PATIENCE_MS = 15_000;

/** What of the world a repeated call needs. */
export type Patience = Pick<World, 'now' | 'sleep' | 'random' | 'interrupted' | 'waiting'>;

/**
 * A call, tried again, ever less often, for as long as what is wrong may pass by itself; `isSafe` says after which failures
 * it may be repeated.
 */
export async function retryCall<T>(
  call: () => Promise<T>,
  { now, sleep, random, interrupted, waiting }: Patience,
  isSafe: (failure: ApiError) => boolean = isPassing,
): Promise<T> {
  const startMs = now();
  for (let failures = 1; ; failures++) {
    try {
      return await call();
    } catch (error) {
      if (interrupted.aborted) throw error;
      const failure = apiErrorOf(error);
      const pauseMs = backOffMs(FIRST_MS, failures, random());
      if (!isSafe(failure) || failure.isQuota || now() - startMs + pauseMs > PATIENCE_MS) throw failure;
      waiting(`an answer, ${failures} tries failed (${failure.message})`);
      await sleep(pauseMs, interrupted);
    }
  }
}

/** The same API, its calls tried again; all but `create`, which is no call to repeat. */
export function retryingJobs(api: JobsApi, world: Patience): JobsApi {
  return {
    create: (...args) => api.create(...args),
    get: (...args) => retryCall(() => api.get(...args), world),
    list: (...args) => retryCall(() => api.list(...args), world),
    cancel: (...args) => retryCall(() => api.cancel(...args), world),
    logs: (...args) => retryCall(() => api.logs(...args), world),
  };
}
