import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type ClientOptions,
  grantedPermissions,
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
 * Tries whether a model can be saved in a folder or under a `gs://` prefix, before anything is read for it. Rejects with `StorageError` where it cannot.
 */
export async function tryOutput(output: string, options: TryOutputOptions): Promise<void> {
  if (output.startsWith('gs://')) await tryBucket(output, options);
  else await tryFolder(output);
}

/** The folder, or where it would be made. Nothing is written: other trainings may be at it, and a kill would leave it. */
async function tryFolder(folder: string): Promise<void> {
  for (let path = folder; ; path = dirname(path)) {
    try {
      const stats = await stat(path);
      if (!stats.isDirectory()) throw Object.assign(new Error('a file'), { code: 'ENOTDIR' });
      await access(path, constants.W_OK | constants.X_OK);
      return;
    } catch (cause) {
      const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      if (!isMissing || path === dirname(path)) throw storageErrorOf(cause, folder);
    }
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
