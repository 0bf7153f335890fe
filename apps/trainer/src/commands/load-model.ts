import { ConfigError, LOCAL_BUCKET, LOCAL_PROJECT, MODEL_FOLDER, text, whileWaiting } from '@taxifare/console';
import { problemOfCredentials } from '@taxifare/console/credentials';
import { DataError } from '@taxifare/core';
import { type Model, parseModel } from '@taxifare/core/model';
import { type ObjectStore, openStore, StorageError } from '@taxifare/gcs';
import { hasCode, mismatchedIn, readModelFile, readSet, wholeSetBeside } from '../artefacts/set/read-set.ts';
import { createLog } from '../terminal/log.ts';
import { resolvePath } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';
import { checkInput } from './check-uri.ts';
import { storageEndpoint } from './storage-endpoint.ts';

/** The option that names a saved model. */
export const MODEL_OPTION = {
  model: text('A model.json or the folder that it is in, also gs://', { check: checkInput, usual: MODEL_FOLDER }),
};

/** Runs `use` with a store; the local cloud is there where one of the URIs lies in it. */
export async function withStore<T>(
  uris: readonly string[],
  world: World,
  use: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const { PROJECT_ID } = world.env;
  const endpoint = storageEndpoint(world.env);
  const buckets = uris.filter((uri) => uri.startsWith('gs://'));
  const isLocal = uris.some((uri) => uri.startsWith(`gs://${LOCAL_BUCKET}/`)) && endpoint === undefined;
  const isGoogle = buckets.length > 0 && !isLocal && endpoint === undefined;
  const problem = isGoogle ? problemOfCredentials(world.env) : undefined;
  if (problem !== undefined) throw new ConfigError([problem]);
  const cloud = isLocal ? await world.startLocalCloud() : undefined;
  try {
    const apiEndpoint = cloud?.environment.STORAGE_API_ENDPOINT ?? endpoint;
    const store = openStore({
      apiEndpoint,
      projectId: isLocal ? LOCAL_PROJECT : PROJECT_ID,
      localBucket: isLocal ? LOCAL_BUCKET : undefined,
      retries: { onRetry: createLog(world, { isJob: false, isJson: false }).retrying },
    });
    if (buckets.length === 0) return await use(store);
    return await whileWaiting(world, buckets.join(' and '), () => use(store));
  } finally {
    await cloud?.close();
  }
}

/** A file may be replaced while it is read; so often it is read again. */
const MAX_LOOKS = 10;
const PAUSE_MS = 500;
const GLANCE_MS = 20;

/**
 * A model by its file, or by the folder or prefix that it lies in. What lies beside a `model.json` has to be of the same
 * training: a training that is just taking its place is waited for; files that stay mismatched to each other are a
 * `DataError`, which names them and where a whole set lies.
 */
export async function loadModel(place: string, store: ObjectStore, world: World): Promise<Model> {
  const { interrupted: signal } = world;
  const uri = modelUri(place, world);
  const folder = uri.slice(0, uri.lastIndexOf('/'));
  if (uri !== `${folder}/model.json`) return parseModel(await readText(uri, store, signal), uri);
  let last: string | undefined;
  for (let looks = 1; ; looks++) {
    try {
      const found = await readSet(folder, { store, signal });
      if (found === undefined) {
        // One that is replaced may not be seen for a moment.
        if (looks > 1) throw noModel(uri);
        await world.sleep(GLANCE_MS, signal);
        continue;
      }
      const mismatched = mismatchedIn(found.set, folder);
      if (mismatched.length === 0) return parseModel(found.set['model.json'], uri);
      if (found.generations === last || looks === MAX_LOOKS) {
        throw mixed(folder, mismatched, await wholeSetBeside(folder, { store, signal }));
      }
      last = found.generations;
    } catch (error) {
      if (!hasCode(error, 'changed') || looks === MAX_LOOKS) throw error;
    }
    await world.sleep(PAUSE_MS, signal);
  }
}

async function readText(uri: string, store: ObjectStore, signal: AbortSignal): Promise<string> {
  const file = await readModelFile(uri, { store, signal });
  if (file === undefined) throw noModel(uri);
  return new TextDecoder().decode(file.bytes);
}

function noModel(uri: string): StorageError {
  return new StorageError({
    code: 'not-found',
    uri,
    message: `${uri}: no such model`,
    hint: 'train one, or check --model',
  });
}

function mixed(folder: string, mismatched: readonly string[], whole: string | undefined): DataError {
  const are = mismatched.length === 1 ? 'is not of the training' : 'are not of the training';
  const fix = whole === undefined ? 'train again' : `train again, or use the whole set in ${whole}`;
  return new DataError(`${folder}: ${mismatched.join(', ')} ${are} that wrote the model.json beside; ${fix}`, {
    source: folder,
  });
}

function modelUri(place: string, { folder }: World): string {
  const uri = resolvePath(place, folder).replace(/\/$/, '');
  return /\.(json|joblib)$/.test(uri) ? uri : `${uri}/model.json`;
}
