import type { JobsApi } from '../cloud/jobs-api.ts';
import type { World } from '../world.ts';
import type { FollowEvent } from './follow-event.ts';

/** The choice of a job's log lines. */
export interface LineChoice {
  /** The replica's name, such as `workerpool0-0`. */
  readonly task?: string | undefined;
  /** The time of the first line. */
  readonly fromMs?: number | undefined;
  /** How many of the lines that exist at the start are kept, the last ones. */
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
