import type { ObjectFolder } from '../storage/object-folder.ts';
import type { Pace } from './pace.ts';

export interface VertexOptions {
  /** The cloud's folder; jobs, models and logs are kept below. */
  readonly folder: string;
  readonly objects: ObjectFolder;
  /** What points a client in another process at this cloud. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pace?: Partial<Pace> | undefined;
  /** Gets errors in our own code, and errors of the disk. */
  readonly onBug?: ((error: unknown) => void) | undefined;
}
