import type { ColumnOptions, DistanceUnit } from '@taxifare/core';
import { isGlob, type ObjectInfo, type ObjectStore, StorageError } from '@taxifare/gcs';
import { textAfter, textsAfter } from '../job/trainer-command.ts';
import { type RefusalOptions, refusalOf } from './refusal-of.ts';

/** So many objects are looked at side by side. */
const AT_ONCE = 16;

export interface RefuseDataOptions extends RefusalOptions {
  /** Told how many of how many objects are looked at. */
  readonly onLook: (done: number, objects: number) => void;
}

/** Throws the `DataError` with which the trainer would end at once, before a machine is paid for to find out. */
export async function refuseData(uris: readonly string[], options: RefuseDataOptions): Promise<void> {
  const { store, signal, onLook } = options;
  const objects = (await Promise.all(uris.map((uri) => objectsAt(uri, store, signal)))).flat();
  for (let done = 0; done < objects.length; done += AT_ONCE) {
    onLook(done, objects.length);
    const some = objects.slice(done, done + AT_ONCE);
    const refusals = await Promise.all(some.map((object) => refusalOf(object, options).catch(ifForbidden)));
    const refusal = refusals.find((one) => one !== undefined);
    if (refusal !== undefined) throw refusal;
  }
}

async function objectsAt(uri: string, store: ObjectStore, signal: AbortSignal): Promise<readonly ObjectInfo[]> {
  try {
    if (!isGlob(uri)) return [(await store.info(uri, { signal })) ?? []].flat();
    const objects: ObjectInfo[] = [];
    for await (const object of store.list(uri, { signal })) objects.push(object);
    return objects;
  } catch (error) {
    return [ifForbidden(error) ?? []].flat();
  }
}

/** Who submits may have no right to look, which says nothing of the job's own account. */
function ifForbidden(error: unknown): undefined {
  if (error instanceof StorageError && error.code === 'no-permission') return undefined;
  throw error;
}

/** What the trainer is told of columns among its arguments. */
export function columnsOfTrainer(args: readonly string[]): ColumnOptions {
  const named = textsAfter(args, 'column').map((naming) => {
    const at = naming.indexOf('=');
    return [naming.slice(0, at), naming.slice(at + 1)];
  });
  const [header, column, unit] = ['columns', 'distance-column', 'distance-unit'].map((name) => textAfter(args, name));
  return {
    named: Object.fromEntries(named),
    header: header?.split(',').map((name) => name.trim()),
    distance: column === undefined ? undefined : { column, unit: (unit ?? 'km') as DistanceUnit },
  };
}
