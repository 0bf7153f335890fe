import { LOCAL_BUCKET } from '@taxifare/console';
import { DataError } from '@taxifare/core';
import {
  isGlob,
  literalPrefix,
  type ObjectInfo,
  type ObjectStore,
  STANDARD_INPUT,
  StorageError,
  shownUrl,
} from '@taxifare/gcs';

/** How much of an object is read in one go; a longer one is looked at before: it is read in parts unless it is packed. */
export const SHARD_BYTES: number = 16 * 1024 * 1024;

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
    if (matches === 0) throw (await isFolder(pattern, store, signal)) ? emptyFolder(pattern) : noSuchData(pattern);
  }
  const objects = [...found.values()];
  if (objects.every((object) => object.bytes === 0)) {
    const names =
      objects.length === 1 ? `${objects[0]?.uri}` : `${patterns.map(shownUrl).join(', ')} (${objects.length} objects)`;
    throw new DataError(`${names}: the file is empty, got 0 bytes; give a CSV file with a header and rows`, {
      source: objects[0]?.uri,
    });
  }
  return await lookedAt(objects, store, signal);
}

/** How many objects are looked at, at a time. */
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

/** What one pattern names: a file, all that match a glob, or the files of a folder. */
async function* objectsOf(pattern: string, store: ObjectStore, signal: AbortSignal): AsyncGenerator<ObjectInfo> {
  const isPlace = pattern === STANDARD_INPUT || /^https?:/.test(pattern);
  if (!isPlace && isGlob(pattern)) {
    yield* visible(pattern, store, signal);
    return;
  }
  const isFolder = !isPlace && pattern.endsWith('/');
  const object = isFolder ? undefined : await store.info(pattern, { signal }).catch(ifFolder);
  if (object !== undefined) yield object;
  else if (!isPlace) yield* visible(`${literally(pattern.replace(/\/$/, ''))}/*`, store, signal);
}

function ifFolder(error: unknown): undefined {
  const isFolder = error instanceof StorageError && error.code === 'not-a-file' && /a folder/.test(error.message);
  if (!isFolder) throw error;
}

/** The path as a glob that names it alone. */
function literally(path: string): string {
  return path.replace(/[*?[{]/g, '[$&]');
}

/** Without what begins with `.` or `_`, which Spark, macOS and others put beside the data; unless that is asked for. */
async function* visible(glob: string, store: ObjectStore, signal: AbortSignal): AsyncGenerator<ObjectInfo> {
  const prefix = literalPrefix(glob);
  const folder = prefix.lastIndexOf('/') + 1;
  const wantsHidden = /(^|\/)[._]/.test(glob.slice(folder));
  for await (const object of store.list(glob, { signal })) {
    if (wantsHidden || !/(^|\/)[._]/.test(object.uri.slice(folder))) yield object;
  }
}

/** Whether it is a folder on disk. */
async function isFolder(pattern: string, store: ObjectStore, signal: AbortSignal): Promise<boolean> {
  if (isGlob(pattern) || /^(gs|https?):/.test(pattern) || pattern === STANDARD_INPUT) return false;
  const isThere = (error: unknown): boolean => ifFolder(error) === undefined;
  return await store.info(pattern, { signal }).then(() => false, isThere);
}

function emptyFolder(uri: string): StorageError {
  const message = `${uri}: a folder without files, but for those that begin with . or _; put data there, or name another`;
  return new StorageError({ code: 'not-found', uri, message });
}

function noSuchData(pattern: string): StorageError {
  const isBucket = pattern.startsWith('gs://');
  const noun = isBucket ? 'object' : 'file';
  const what = isGlob(pattern) ? `no ${noun} matches` : `no such ${noun}`;
  const bucket = pattern.split('/', 3).join('/');
  const isLocal = bucket === `gs://${LOCAL_BUCKET}`;
  const where = isLocal ? `${bucket}, which is in the local cloud` : isBucket ? bucket : 'the folder';
  const uri = shownUrl(pattern);
  return new StorageError({
    code: 'not-found',
    uri,
    message: `${uri}: ${what}; check --data against what is in ${where}`,
  });
}
