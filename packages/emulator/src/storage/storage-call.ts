import type { Call } from '../http/routes.ts';
import type { ObjectFolder } from './object-folder.ts';

/** A call of Cloud Storage's JSON API, and the objects that it is about. */
export interface StorageCall extends Call {
  readonly objects: ObjectFolder;
}
