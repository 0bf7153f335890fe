import type { Sample } from './control.ts';
import type { Mode } from './folder/folder-lock.ts';
import type { Pace } from './vertex/pace.ts';

export interface EmulatorOptions {
  /** Where buckets, jobs and logs are kept. */
  readonly folder: string;
  /** 0 or absent: any free port. */
  readonly httpPort?: number | undefined;
  /** Both by default. */
  readonly services?: readonly ('storage' | 'vertex')[] | undefined;
  readonly mode?: Mode | undefined;
  /** Made unless it is there; `local-bucket` by default. */
  readonly bucket?: string | undefined;
  readonly sample?: readonly Sample[] | undefined;
  /** How long a job's states last, when log entries show. */
  readonly pace?: Partial<Pace> | undefined;
  /** How long a client may take to send its headers; a minute by default. */
  readonly headersMs?: number | undefined;
  /** How long a resumable upload waits for its next piece; a day by default. */
  readonly uploadSessionMs?: number | undefined;
  /** Gets what the user should know, such as files that were moved aside; standard error by default. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Called once when the folder is no longer this cloud's: it answers nothing from then on, and has to be closed. */
  readonly onLost?: ((why: string) => void) | undefined;
  /** Gets errors in our own code, and errors of the disk. */
  readonly onBug?: ((error: unknown) => void) | undefined;
}
