import { apiErrorOf } from './api-error.ts';
import type { JobsApi } from './jobs-api.ts';

/**
 * The API of a cloud that may end and come back at another address, as the one on this machine does: a call that finds
 * nobody looks for it again, once, and asks there. `create` does not: it is no call to repeat.
 */
export function reopeningJobs(first: JobsApi, reopen: () => Promise<JobsApi>): JobsApi {
  let api = first;
  const again = async <T>(call: (api: JobsApi) => Promise<T>): Promise<T> => {
    try {
      return await call(api);
    } catch (error) {
      if (apiErrorOf(error).code !== 'UNAVAILABLE') throw error;
      api = await reopen();
      return await call(api);
    }
  };
  return {
    create: (...args) => api.create(...args),
    get: (...args) => again((api) => api.get(...args)),
    list: (...args) => again((api) => api.list(...args)),
    cancel: (...args) => again((api) => api.cancel(...args)),
    logs: (...args) => again((api) => api.logs(...args)),
  };
}
