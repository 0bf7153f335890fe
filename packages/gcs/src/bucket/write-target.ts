import type { ObjectInfo } from '../contract.ts';
import type { Clients } from './clients.ts';
import type { RetryPolicy } from './retrying.ts';

/** Where an object is to be written. */
export interface WriteTarget {
  readonly uri: string;
  readonly clients: Clients;
  readonly policy: RetryPolicy;
  /** What is there now. */
  readonly read: () => Promise<ObjectInfo | undefined>;
}
