import type { ObjectStore } from './contract.ts';

/** The part of a store that reads, of places where nothing can be written or listed. */
export type ReadStore = Pick<ObjectStore, 'info' | 'look' | 'open'>;
