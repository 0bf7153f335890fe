import type { Voice } from '@taxifare/console';
import type { Endpoints } from './settings/place.ts';

/** Everything outside the program, handed in: main.ts makes the real one, tests drive their own. */
export interface World extends Voice {
  /** Where the command was typed; relative paths start here. */
  readonly folder: string;
  /** The repository's root, for git and the local cloud. */
  readonly repository: string;
  /** Where the trainer's build leaves the job's `trainer.mjs` and its manifest. */
  readonly trainerBuild: string;
  /** The Node that runs the program. */
  readonly node: string;
  readonly now: () => number;
  /** Rejects with the signal's reason when it aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly randomHex: (characters: number) => string;
  readonly startLocalCloud: () => Promise<LocalCloud>;
}

/** The cloud on this machine that stands in when no bucket is configured. */
export interface LocalCloud {
  readonly endpoints: Endpoints;
  readonly project: string;
  readonly bucket: string;
  /** How often a follower may ask: there is no quota here. */
  readonly pollMs: number;
  /** The same cloud once more, wherever it is by now; rejects with `ApiError` where its folder is gone. */
  readonly again: () => Promise<LocalCloud>;
  readonly close: () => Promise<void>;
}
