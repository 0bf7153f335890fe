import type { Voice } from '@taxifare/console';

/**
 * Everything the program may know or touch besides its arguments. `main.ts` makes one; tests make others. Nothing below
 * `main.ts` reads `process`.
 */
export interface World extends Voice {
  /** The folder where the command was typed; relative paths start here. */
  readonly folder: string;
  /** Standard output too, for much of it: resolves when the bytes are on their way, rejects when they cannot be. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly now: () => number;
  readonly cores: number;
  /** Rejects with the signal's reason when it aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly machine: { readonly platform: string; readonly arch: string; readonly node: string };
  /** Names this process among those that save a model in the same place. */
  readonly saver: { readonly host: string; readonly pid: number; readonly isRunning: (pid: number) => boolean };
  /** The file that runs, which is also what worker threads run. */
  readonly program: URL;
  /** The repository that the program lies in; `undefined` for a bundle by itself. */
  readonly repository: string | undefined;
  /** Starts the cloud on this machine, the sample in its bucket; answers the environment that points clients at it. */
  readonly startLocalCloud: () => Promise<LocalCloud>;
}

/** The cloud that stands in where no bucket is configured. */
export interface LocalCloud {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}
