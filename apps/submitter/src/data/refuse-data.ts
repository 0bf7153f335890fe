import type { ColumnOptions, DistanceUnit } from '@taxifare/core';
import { isGlob, type ObjectInfo, type ObjectStore, StorageError } from '@taxifare/gcs';
import { type RefusalOptions, refusalOf } from './refusal-of.ts';

/** Of a glob so many objects are looked at: the trainer looks at all before it reads one. */
const MOST_OBJECTS = 20;

/** Throws the `DataError` with which a training would end at once, before a machine is paid for to find out. */
export async function refuseData(uris: readonly string[], options: RefusalOptions): Promise<void> {
  for (const uri of uris) {
    for (const object of await objectsAt(uri, options.store, options.signal)) {
      const refusal = await refusalOf(object, options).catch(ifForbidden);
      if (refusal !== undefined) throw refusal;
    }
  }
}

async function objectsAt(uri: string, store: ObjectStore, signal: AbortSignal): Promise<readonly ObjectInfo[]> {
  try {
    if (!isGlob(uri)) return [(await store.info(uri, { signal })) ?? []].flat();
    const objects: ObjectInfo[] = [];
    for await (const object of store.list(uri, { signal })) if (objects.push(object) === MOST_OBJECTS) break;
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
  const all = (name: string) =>
    args.flatMap((arg, i) =>
      arg === name ? (args[i + 1] ?? []) : arg.startsWith(`${name}=`) ? arg.slice(name.length + 1) : [],
    );
  const named = all('--column').map((naming) => {
    const at = naming.indexOf('=');
    return [naming.slice(0, at), naming.slice(at + 1)];
  });
  const [header, column, unit] = [all('--columns')[0], all('--distance-column')[0], all('--distance-unit')[0]];
  return {
    named: Object.fromEntries(named),
    header: header?.split(',').map((name) => name.trim()),
    distance: column === undefined ? undefined : { column, unit: (unit ?? 'km') as DistanceUnit },
  };
}
