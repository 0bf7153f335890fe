import { explain } from './explain.ts';
import { type RetryPolicy, silenceOf } from './retrying.ts';
import { within } from './within.ts';

interface Calling {
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/** A call that the client cannot abort: whoever aborts, or has waited for long enough, does not wait for its answer. */
export async function call<T>(action: () => Promise<T>, uri: string, { policy, signal }: Calling): Promise<T> {
  signal?.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  try {
    return await Promise.race([within(silenceOf(policy), action()), aborted.promise]);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw explain(error, uri);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
