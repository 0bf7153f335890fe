/** A clock that jumps: sleeping takes no time and is written down. */
export interface DrivenClock {
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly sleeps: readonly number[];
  /** What happens when the clock reaches a moment, counted from the start. */
  readonly at: (ms: number, act: () => void) => void;
  readonly sinceStart: () => number;
}

export const START_MS: number = Date.UTC(2026, 10, 24, 6, 0, 0);

export function drivenClock(): DrivenClock {
  let nowMs = START_MS;
  const sleeps: number[] = [];
  const plans: { ms: number; act: () => void }[] = [];
  return {
    now: () => nowMs,
    sinceStart: () => nowMs - START_MS,
    random: () => 0.5,
    sleeps,
    at: (ms, act) => plans.push({ ms, act }),
    sleep: async (ms, signal) => {
      sleeps.push(ms);
      nowMs += ms;
      for (const plan of plans.splice(0)) {
        if (START_MS + plan.ms <= nowMs) plan.act();
        else plans.push(plan);
      }
      signal?.throwIfAborted();
    },
  };
}
