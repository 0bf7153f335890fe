import { ConfigError } from '@taxifare/console';
import { isGlob, type ObjectStore, StorageError } from '@taxifare/gcs';

/** What a data URI stands for in the bucket. */
export interface FoundData {
  readonly uri: string;
  /** `undefined`: who submits may not look, which says nothing about the job's own account. */
  readonly objects: number | undefined;
  readonly bytes: number;
}

/** Looks every data URI up before anything is sent; `ConfigError` with all that are not there. */
export async function findData(
  uris: readonly string[],
  store: ObjectStore,
  signal: AbortSignal,
): Promise<readonly FoundData[]> {
  const found = await Promise.all(
    uris.map((uri) => look(uri, store, signal).catch((error: unknown) => ifForbidden(uri, error))),
  );
  const missing = found.filter(({ objects }) => objects === 0);
  if (missing.length === 0) return found;
  const fix = 'upload it, or see what is there with gcloud storage ls';
  throw new ConfigError(missing.map(({ uri }) => ({ where: '--data', what: 'no such object', got: uri, fix })));
}

async function look(uri: string, store: ObjectStore, signal: AbortSignal): Promise<FoundData> {
  if (!isGlob(uri)) {
    const object = await store.info(uri, { signal });
    return { uri, objects: object === undefined ? 0 : 1, bytes: object?.bytes ?? 0 };
  }
  let objects = 0;
  let bytes = 0;
  for await (const object of store.list(uri, { signal })) {
    objects += 1;
    bytes += object.bytes;
  }
  return { uri, objects, bytes };
}

function ifForbidden(uri: string, error: unknown): FoundData {
  if (error instanceof StorageError && error.code === 'no-permission') return { uri, objects: undefined, bytes: 0 };
  throw error;
}
