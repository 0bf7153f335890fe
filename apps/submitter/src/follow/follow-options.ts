import type { JobsApi } from '../cloud/jobs-api.ts';
import type { World } from '../world.ts';
import type { FollowEvent } from './follow-event.ts';

export interface FollowOptions {
  readonly api: JobsApi;
  readonly project: string;
  readonly task?: string | undefined;
  /** `undefined`: by the logging quota. */
  readonly pollMs: number | undefined;
  readonly world: Pick<World, 'now' | 'sleep' | 'random'>;
  /** Aborting it detaches; the job goes on. */
  readonly signal: AbortSignal;
  readonly report: (event: FollowEvent) => void;
}
