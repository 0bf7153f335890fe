import type { JobsApi } from '../cloud/jobs-api.ts';
import type { World } from '../world.ts';
import type { FollowEvent } from './follow-event.ts';

/** Which of a job's lines. */
export interface LineChoice {
  /** `workerpool0-0`. */
  readonly task?: string | undefined;
  /** From this moment on. */
  readonly fromMs?: number | undefined;
  /** Of those that are there at first, the last so many. */
  readonly tail?: number | undefined;
}

export interface FollowOptions extends LineChoice {
  readonly api: JobsApi;
  readonly project: string;
  /** `undefined`: by the logging quota. */
  readonly pollMs: number | undefined;
  readonly world: Pick<World, 'now' | 'sleep' | 'random'>;
  /** Aborting it detaches; the job goes on. */
  readonly signal: AbortSignal;
  readonly report: (event: FollowEvent) => void;
}
