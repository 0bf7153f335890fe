import { open, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ClientOptions,
  grantedPermissions,
  makeFolder,
  type ObjectStore,
  StorageError,
  storageErrorOf,
  storageRoleFor,
} from '@taxifare/gcs';

export interface TryOutputOptions {
  readonly store: ObjectStore;
  readonly storage: ClientOptions;
  readonly signal: AbortSignal;
}

/**
 * Tries whether a model can be saved in a folder or under a `gs://` prefix, before anything is read for it. Leaves nothing
 * behind. Rejects with `StorageError` where it cannot.
 */
export async function tryOutput(output: string, options: TryOutputOptions): Promise<void> {
  if (output.startsWith('gs://')) await tryBucket(output, options);
  else await tryFolder(output);
}

async function tryFolder(folder: string): Promise<void> {
  const topmost = await makeFolder(folder);
  const path = join(folder, `.try.${crypto.randomUUID()}.tmp`);
  try {
    const file = await open(path, 'wx');
    await file.close();
  } catch (cause) {
    throw storageErrorOf(cause, folder);
  } finally {
    await rm(path, { force: true }).catch(() => {});
    if (topmost !== undefined) await removeFolders(folder, topmost);
  }
}

/** From a folder up to the topmost that was made for it; one that another program uses by now stays. */
async function removeFolders(folder: string, topmost: string): Promise<void> {
  for (let path = folder; ; path = dirname(path)) {
    const isGone = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (path === topmost || !isGone) return;
  }
}

const NEEDED = 'storage.objects.create';

async function tryBucket(prefix: string, { store, storage, signal }: TryOutputOptions): Promise<void> {
  await store.info(`${prefix}/model.json`, { signal });
  const [, , bucket = ''] = prefix.split('/');
  const granted = await grantedPermissions(bucket, [NEEDED], { ...storage, signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    // Whoever may not ask may be allowed to write all the same.
    return [NEEDED];
  });
  if (granted.includes(NEEDED)) return;
  const message = `${prefix}: this account lacks ${NEEDED}`;
  const hint = `give it ${storageRoleFor(NEEDED)} on gs://${bucket}`;
  throw new StorageError({ code: 'no-permission', uri: prefix, message, hint });
}
