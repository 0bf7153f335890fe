import { formatSpan } from './span.ts';
import type { Voice } from './voice.ts';

/** Runs what may keep a user waiting; where it does, standard error says for what, and for how long. */
export async function whileWaiting<T>({ waiting }: Voice, what: string, task: () => Promise<T>): Promise<T> {
  waiting(what);
  try {
    return await task();
  } finally {
    waiting(undefined);
  }
}

/** Silence is broken after so long, on a terminal by a line that counts on; elsewhere the pauses between lines double. */
const QUIET_MS = 3000;

/** Breaks long silences: is told of everything that is said, and asked every second. */
export class SilenceWatch {
  readonly #nowMs: () => number;
  #what: string | undefined;
  #sinceMs = 0;
  #spokenMs = 0;
  #quietMs = QUIET_MS;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  waitFor(what: string | undefined): void {
    if (this.#what === undefined) {
      this.#sinceMs = this.#nowMs();
      this.#quietMs = QUIET_MS;
    }
    this.#what = what;
    this.#spokenMs = Math.max(this.#spokenMs, this.#sinceMs);
  }

  /** Something was said. */
  note(): void {
    this.#spokenMs = this.#nowMs();
  }

  /** What to say now; `undefined` while nothing is waited for, or the silence is short. */
  words(isTerminal: boolean): string | undefined {
    const nowMs = this.#nowMs();
    if (this.#what === undefined || nowMs - this.#spokenMs < (isTerminal ? QUIET_MS : this.#quietMs)) return undefined;
    if (!isTerminal) {
      this.#quietMs *= 2;
      this.note();
    }
    return `waiting for ${this.#what}, ${formatSpan(Math.round((nowMs - this.#sinceMs) / 1000) * 1000)} so far`;
  }
}
