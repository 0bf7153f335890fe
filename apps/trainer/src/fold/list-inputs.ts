import { DataError } from '@taxifare/core';
import { isGlob, type ObjectInfo, type ObjectStore, StorageError } from '@taxifare/gcs';
import { SHARD_BYTES } from '../steps/shard.ts';

/** The objects that the data patterns name, each once, in the patterns' order and then by name. */
export async function listInputs(
  patterns: readonly string[],
  store: ObjectStore,
  signal: AbortSignal,
): Promise<readonly ObjectInfo[]> {
  const found = new Map<string, ObjectInfo>();
  for (const pattern of patterns) {
    let matches = 0;
    for await (const object of objectsOf(pattern, store, signal)) {
      matches += 1;
      if (!found.has(object.uri)) found.set(object.uri, object);
    }
    if (matches === 0) throw noSuchData(pattern);
  }
  const objects = [...found.values()];
  if (objects.every((object) => object.bytes === 0)) {
    const names = objects.length === 1 ? `${objects[0]?.uri}` : `${patterns.join(', ')} (${objects.length} objects)`;
    throw new DataError(`${names}: the file is empty, got 0 bytes; give a CSV file with a header and rows`, {
      source: objects[0]?.uri,
    });
  }
  return await lookedAt(objects, store, signal);
}

/** At how many objects at a time. */
const LOOKS = 16;

/** The objects, those that may have more shards than one with how they are packed. */
async function lookedAt(
  objects: readonly ObjectInfo[],
  store: ObjectStore,
  signal: AbortSignal,
): Promise<readonly ObjectInfo[]> {
  const looked: ObjectInfo[] = [];
  for (let at = 0; at < objects.length; at += LOOKS) {
    const some = objects.slice(at, at + LOOKS);
    const look = async (object: ObjectInfo) =>
      object.bytes > SHARD_BYTES ? await store.look(object, { signal }) : object;
    looked.push(...(await Promise.all(some.map(look))));
  }
  return looked;
}

async function* objectsOf(pattern: string, store: ObjectStore, signal: AbortSignal): AsyncGenerator<ObjectInfo> {
  if (isGlob(pattern)) yield* store.list(pattern, { signal });
  const object = isGlob(pattern) ? undefined : await store.info(pattern, { signal });
  if (object !== undefined) yield object;
}

function noSuchData(pattern: string): StorageError {
  const isBucket = pattern.startsWith('gs://');
  const what = isGlob(pattern)
    ? `no ${isBucket ? 'object' : 'file'} matches`
    : `no such ${isBucket ? 'object' : 'file'}`;
  const where = isBucket ? pattern.split('/').slice(0, 3).join('/') : 'the folder';
  return new StorageError({
    code: 'not-found',
    uri: pattern,
    message: `${pattern}: ${what}; check --data against what is in ${where}`,
  });
}
