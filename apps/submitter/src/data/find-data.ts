import { ConfigError } from '@taxifare/console';
import { type ObjectInfo, type ObjectStore, StorageError } from '@taxifare/gcs';
import { listInputs } from '@taxifare/trip-files';

/** What a data URI stands for in the bucket. */
export interface FoundData {
  readonly uri: string;
  /** `undefined`: who submits may not look, which says nothing about the job's own account. */
  readonly objects: number | undefined;
  readonly bytes: number;
}

interface FoundInputs extends FoundData {
  readonly inputs: readonly ObjectInfo[];
}

/** Looks every data URI up before anything is sent, as the trainer does; `ConfigError` with all that are not there. */
export async function findData(
  uris: readonly string[],
  store: ObjectStore,
  signal: AbortSignal,
): Promise<readonly FoundInputs[]> {
  const found = await Promise.all(uris.map((uri) => look(uri, store, signal)));
  const missing = found.filter(({ objects }) => objects === 0);
  if (missing.length === 0) return found;
  const fix = 'upload it with submitter put, or see what is there with gcloud storage ls';
  throw new ConfigError(missing.map(({ uri }) => ({ where: '--data', what: 'no such object', got: uri, fix })));
}

async function look(uri: string, store: ObjectStore, signal: AbortSignal): Promise<FoundInputs> {
  try {
    const inputs = await listInputs([uri], store, signal);
    const bytes = inputs.reduce((sum, object) => sum + object.bytes, 0);
    return { uri, objects: inputs.length, bytes, inputs };
  } catch (error) {
    const none = { uri, bytes: 0, inputs: [] };
    if (isForbidden(error)) return { ...none, objects: undefined };
    if (error instanceof StorageError && error.code === 'not-found' && error.uri === uri)
      return { ...none, objects: 0 };
    throw error;
  }
}

/** Who submits may have no right to look, which says nothing of the job's own account. */
export function isForbidden(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'no-permission';
}
