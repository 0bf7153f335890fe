import { formatBytes } from '@taxifare/console';
import { isGlob, type ObjectInfo, type ObjectStore, StorageError } from '@taxifare/gcs';
import type { Cloud } from '../cloud/cloud.ts';
import { refusalOf } from '../data/refusal-of.ts';
import type { Check } from './check.ts';

/** Training data: there, and with the columns that the trainer reads; of a glob the first object's are looked at. */
export async function checkData(path: string, cloud: Cloud, signal: AbortSignal): Promise<Check> {
  const name = 'data';
  const uri = path.startsWith('gs://') ? path : `gs://${cloud.bucket}/${path}`;
  try {
    const store = await cloud.store();
    const objects = await objectsAt(uri, store, signal);
    const [first] = objects;
    if (first === undefined) {
      const fix = `upload it: gcloud storage cp FILE ${isGlob(uri) ? `gs://${cloud.bucket}/data/` : uri}`;
      return { name, result: 'wrong', found: `there is no ${uri}`, fix };
    }
    const bytes = formatBytes(objects.reduce((sum, object) => sum + object.bytes, 0));
    const what = objects.length === 1 ? `${first.uri}, ${bytes}` : `${uri}, ${objects.length} objects, ${bytes}`;
    const refusal = await refusalOf(first, { store, signal, purpose: 'training' });
    if (refusal === undefined) return { name, result: 'fine', found: `${what}, with the columns that are needed` };
    return { name, result: 'wrong', found: refusal.message };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { name, result: 'wrong', found: error.message };
  }
}

async function objectsAt(uri: string, store: ObjectStore, signal: AbortSignal): Promise<readonly ObjectInfo[]> {
  if (!isGlob(uri)) {
    const object = await store.info(uri, { signal });
    return object === undefined ? [] : [object];
  }
  const objects: ObjectInfo[] = [];
  for await (const object of store.list(uri, { signal })) objects.push(object);
  return objects;
}
