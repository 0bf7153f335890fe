import { type Model, parseModel } from '@taxifare/core/model';
import { type ObjectStore, openStore, StorageError } from '@taxifare/gcs';
import { LOCAL_BUCKET } from '../config.ts';
import { resolvePath } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';

export const DEFAULT_MODEL = 'models/simpletaxifare';

/** Runs `use` with a store; the local cloud is there where one of the URIs lies in it. */
export async function withStore<T>(
  uris: readonly string[],
  world: World,
  use: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const { STORAGE_API_ENDPOINT, PROJECT_ID } = world.env;
  const isLocal = uris.some((uri) => uri.startsWith(`gs://${LOCAL_BUCKET}/`)) && STORAGE_API_ENDPOINT === undefined;
  const cloud = isLocal ? await world.startLocalCloud() : undefined;
  try {
    const apiEndpoint = cloud?.environment.STORAGE_API_ENDPOINT ?? STORAGE_API_ENDPOINT;
    return await use(openStore({ apiEndpoint, projectId: isLocal ? 'local-project' : PROJECT_ID }));
  } finally {
    await cloud?.close();
  }
}

/** A model by its file, or by the folder or prefix that it lies in. */
export async function loadModel(place: string, store: ObjectStore, world: World): Promise<Model> {
  const uri = modelUri(place, world);
  const object = await store.info(uri, { signal: world.signal });
  if (object === undefined) {
    throw new StorageError({
      code: 'not-found',
      uri,
      message: `${uri}: no such model`,
      hint: 'train one, or check --model',
    });
  }
  const bytes = await store.readRange(object, { start: 0, end: object.bytes }, { signal: world.signal });
  return parseModel(new TextDecoder().decode(bytes), uri);
}

function modelUri(place: string, { cwd }: World): string {
  const uri = resolvePath(place, cwd).replace(/\/$/, '');
  return /\.(json|joblib)$/.test(uri) ? uri : `${uri}/model.json`;
}
