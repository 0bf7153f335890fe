import { setTimeout as sleepFor } from 'node:timers/promises';
import { StorageError } from '../storage-error.ts';

/** How often and for how long something idempotent is tried again. */
export interface RetryPolicy {
  /** No new attempt starts later than this after the first. */
  readonly deadlineMs: number;
  /** The longest pause after the first failure; it doubles with each, up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** A request that brings nothing for so long is given up. */
  readonly silenceMs: number;
  readonly nowMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Rejects with the signal's reason when it aborts. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export const DEFAULT_RETRIES: RetryPolicy = {
  deadlineMs: 120_000,
  firstPauseMs: 500,
  maxPauseMs: 16_000,
  silenceMs: 60_000,
  nowMs: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) => sleepFor(ms, undefined, signal === undefined ? {} : { signal }),
};

const PASSING = new Set(['unavailable', 'rate-limited', 'timeout', 'cut']);

/** Whether the trouble may be over when it is tried again. */
export function isPassing(error: unknown): error is StorageError {
  return error instanceof StorageError && PASSING.has(error.code);
}

/**
 * Waits after a failure until the next attempt is due, or throws it: where the trouble is not a passing one, or the time is
 * up. Pauses with full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
export type BackOff = (error: unknown, hasProgressed: boolean) => Promise<void>;

export function backOff(policy: RetryPolicy, signal: AbortSignal | undefined): BackOff {
  let startMs = policy.nowMs();
  let failures = 0;
  return async (error, hasProgressed) => {
    if (signal?.aborted) throw signal.reason;
    if (!isPassing(error)) throw error;
    // Progress between attempts starts the time anew.
    if (hasProgressed) [startMs, failures] = [policy.nowMs(), 0];
    const pauseMs = policy.random() * Math.min(policy.maxPauseMs, policy.firstPauseMs * 2 ** failures);
    failures += 1;
    if (policy.nowMs() + pauseMs - startMs > policy.deadlineMs) throw error;
    await policy.sleep(pauseMs, signal);
  };
}

/** Tries until it works, or `backOff` throws. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  { signal, progress = () => 0 }: { readonly signal: AbortSignal | undefined; readonly progress?: () => number },
): Promise<T> {
  const waitAfter = backOff(policy, signal);
  for (;;) {
    signal?.throwIfAborted();
    const before = progress();
    try {
      return await attempt();
    } catch (error) {
      await waitAfter(error, progress() > before);
    }
  }
}
