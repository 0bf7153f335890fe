import { setTimeout as sleepFor } from 'node:timers/promises';
import { StorageError } from '../storage-error.ts';

/** How often and for how long something idempotent is tried again. */
export interface RetryPolicy {
  /** No new attempt starts later than this after the first. */
  readonly deadlineMs: number;
  /** The same while the service has never answered: then it is more likely not there than busy. */
  readonly contactMs: number;
  /** The longest pause after the first failure; it doubles with each, up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** A request that brings nothing for so long is given up; sooner while the service has never answered. */
  readonly silenceMs: number;
  /** The same for a body that goes up in one request, which may take its time. */
  readonly wholeMs: number;
  readonly nowMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Rejects with the signal's reason when it aborts. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Told of each failure after which it is tried again, before the pause. */
  readonly onRetry: (failure: RetriedFailure) => void;
  /** Whether the service has ever answered; set by those who try. */
  readonly contact: { isMade: boolean };
}

export interface RetriedFailure {
  readonly error: StorageError;
  /** How many tries have failed in a row. */
  readonly tries: number;
  readonly pauseMs: number;
}

const DEFAULTS: Omit<RetryPolicy, 'contact'> = {
  deadlineMs: 120_000,
  contactMs: 20_000,
  firstPauseMs: 500,
  maxPauseMs: 16_000,
  silenceMs: 60_000,
  wholeMs: 60_000,
  nowMs: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) => sleepFor(ms, undefined, signal === undefined ? {} : { signal }),
  onRetry: () => {},
};

/** The policy of one store: the usual one, but for what was asked for. */
export function retryPolicy(asked: Partial<RetryPolicy> = {}): RetryPolicy {
  return { contact: { isMade: false }, ...DEFAULTS, ...asked };
}

/** The longest silence of a service that has never answered. */
const FIRST_ANSWER_MS = 10_000;

/** The longest silence that a request may have now. */
export function silenceOf({ contact, silenceMs }: RetryPolicy): number {
  return contact.isMade ? silenceMs : Math.min(silenceMs, FIRST_ANSWER_MS);
}

const PASSING = new Set(['unavailable', 'unreachable', 'rate-limited', 'timeout', 'cut']);

/** The error codes of a service that cannot be reached. */
const SILENT = new Set(['unreachable', 'timeout']);

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
    if (error instanceof StorageError && !SILENT.has(error.code)) policy.contact.isMade = true;
    if (!isPassing(error)) throw error;
    // Progress between attempts starts the time anew.
    if (hasProgressed) [startMs, failures] = [policy.nowMs(), 0];
    const pauseMs = policy.random() * Math.min(policy.maxPauseMs, policy.firstPauseMs * 2 ** failures);
    failures += 1;
    const limitMs = policy.contact.isMade ? policy.deadlineMs : Math.min(policy.contactMs, policy.deadlineMs);
    if (policy.nowMs() + pauseMs - startMs > limitMs) throw error;
    policy.onRetry({ error, tries: failures, pauseMs });
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
      const done = await attempt();
      policy.contact.isMade = true;
      return done;
    } catch (error) {
      await waitAfter(error, progress() > before);
    }
  }
}
