import type { ApiError } from '../cloud/api-error.ts';
import type { Job, LogEntry } from '../cloud/jobs-api.ts';

/** What a follower reports: how it looks is another file's matter. */
export type FollowEvent =
  | { readonly kind: 'state'; readonly job: Job }
  | { readonly kind: 'lines'; readonly entries: readonly LogEntry[] }
  /** Nothing new: how long the job has been in its state. */
  | { readonly kind: 'quiet'; readonly job: Job; readonly inStateMs: number }
  /** The job cannot be seen for now. */
  | { readonly kind: 'lost'; readonly error: ApiError }
  | { readonly kind: 'back'; readonly afterMs: number }
  /** The log cannot be read for now; the state is followed all the same. */
  | { readonly kind: 'logs-lost'; readonly error: ApiError }
  | { readonly kind: 'logs-back'; readonly afterMs: number }
  | { readonly kind: 'throttled' }
  /** The log may not be read at all: from here on only the state is followed. */
  | { readonly kind: 'no-logs'; readonly error: ApiError }
  /** The job has ended, and its last lines are not to be had. */
  | { readonly kind: 'lines-missing'; readonly error: ApiError };

export type FollowEnd =
  | { readonly kind: 'ended'; readonly job: Job }
  | { readonly kind: 'detached'; readonly job: Job }
  /** The job cannot be seen any more: `job` is how it was last seen, `atMs` when. */
  | { readonly kind: 'left'; readonly job: Job; readonly seenMs: number; readonly error: ApiError };
