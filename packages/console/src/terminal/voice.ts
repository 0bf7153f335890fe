import type { Environment } from '../settings/dot-env.ts';

/** What a stream leads to. */
export interface Terminal {
  readonly isTerminal: boolean;
  readonly hasColour: boolean;
  /** As many as there are now: windows are resized. */
  readonly columns: number;
}

/** How a program speaks, and how it is stopped: the part of its world that both programs have. */
export interface Voice {
  /** The process's environment over `.env`. */
  readonly env: Environment;
  /** What `.env` alone says. */
  readonly dotEnv: Environment;
  /** Results, a line (or several) at a time. */
  readonly out: (text: string) => void;
  /** What is said about the results: progress, problems. */
  readonly err: (text: string) => void;
  /** Keeps one line below everything else up to date, on standard error; nothing where that is no terminal. */
  readonly live: (line: string | undefined) => void;
  /** What is being waited for, in words; while it is set, no silence is long. `whileWaiting` sets and clears it. */
  readonly waiting: (what: string | undefined) => void;
  /** Of standard output. */
  readonly terminal: Terminal;
  /** Of standard error. */
  readonly errors: Terminal;
  /** Aborts at the first Ctrl+C, when standard output cannot be written, and when nobody reads it any more. */
  readonly interrupted: AbortSignal;
  /** The same, but for a reader that has gone: for work that leaves more than what it prints. */
  readonly stopped: AbortSignal;
}
