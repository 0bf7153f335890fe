import type { ApiError } from '../cloud/api-error.ts';
import type { Job, LogEntry } from '../cloud/jobs-api.ts';

/** What a follower has to tell: how it looks is another file's matter. */
export type FollowEvent =
  | { readonly kind: 'state'; readonly job: Job }
  | { readonly kind: 'lines'; readonly entries: readonly LogEntry[] }
  /** Nothing new: how long the job has been in its state. */
  | { readonly kind: 'quiet'; readonly job: Job; readonly inStateMs: number }
  | { readonly kind: 'lost'; readonly error: ApiError }
  | { readonly kind: 'back'; readonly afterMs: number }
  | { readonly kind: 'throttled' }
  /** The logs may not be read: from here on only the state is followed. */
  | { readonly kind: 'no-logs'; readonly error: ApiError };

export type FollowEnd =
  | { readonly kind: 'ended'; readonly job: Job }
  | { readonly kind: 'detached'; readonly job: Job };
