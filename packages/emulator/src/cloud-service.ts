import type { Faults } from './faults.ts';
import type { HttpHandler } from './http-server.ts';
import type { ObjectFolder } from './storage/object-folder.ts';

/** What a service of the local cloud is given to start with. */
export interface CloudServiceOptions {
  /** The cloud's folder; a service keeps its state in a folder of its own name below. */
  readonly folder: string;
  readonly objects: ObjectFolder;
  readonly faults: Faults;
  /** 0 or absent: any free port. */
  readonly grpcPort?: number | undefined;
  /** What points a client in another process at this cloud; a function, as ports are known only after the start. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly pace?: Partial<Pace> | undefined;
  /** Told of errors in our own code. */
  readonly onBug?: ((error: unknown) => void) | undefined;
}

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

/** A running service beside Storage: requests over the shared HTTP server, and gRPC on a port of its own. */
export interface CloudService {
  readonly handle: HttpHandler;
  readonly grpcPort: number;
  /** Work goes on that must not be ended because nobody asks for anything. */
  isBusy(): boolean;
  close(): Promise<void>;
}

/** What `vertex/start-vertex.ts` exports as `startVertex`. */
export type StartCloudService = (options: CloudServiceOptions) => Promise<CloudService>;
