import type { JobState } from '../cloud/jobs-api.ts';

/**
 * Cloud Logging grants a project 60 reads a minute, shared by everyone in it: 5 s while there are lines to come, 10 s
 * while there are none.
 */
const RUNNING_MS = 5000;
const WAITING_MS = 10_000;
/** Polls that a follower stays after the end for lines: a minute at the usual pace. */
const LINES_POLLS = 12;

export function pollMsOf(state: JobState, configuredMs: number | undefined): number {
  return configuredMs ?? (state === 'QUEUED' || state === 'PENDING' ? WAITING_MS : RUNNING_MS);
}

/** How long a follower stays after the end: for lines still on their way, and for the error's text. */
export interface Patience {
  /** No end before two empty answers and this long. */
  readonly settleMs: number;
  /** Never longer than this for lines. */
  readonly linesMs: number;
  /** Vertex AI fills in a failed job's error about a minute after the end. */
  readonly errorMs: number;
}

export function patienceOf(pollMs: number): Patience {
  return { settleMs: 2 * pollMs, linesMs: LINES_POLLS * pollMs, errorMs: 18 * pollMs };
}
