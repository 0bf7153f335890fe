/** How long the things that take minutes on the real service take here. */
export interface Pace {
  /** A job is queued, and then pending, for so long each; it is being cancelled for at least so long. */
  readonly stateMs: number;
  /** An ended job's error is there so long after its end. */
  readonly errorMs: number;
  /** A log entry can be read so long after it was written. */
  readonly logMs: number;
  /** Every so many-th entry takes ten times as long, and so comes out of order; 0: none. */
  readonly lateEntryOneIn: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** States last long enough to be seen, and no longer; the log lags, as the real one does. */
export const USUAL_PACE: Pace = { stateMs: 300, errorMs: 300, logMs: 200, lateEntryOneIn: 0, graceMs: 5000 };
