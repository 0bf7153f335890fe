import { mkdtempSync, rmdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
 * Tries whether a model can be saved in a folder or under a `gs://` prefix, before anything is read for it. Rejects with
 * `StorageError` where it cannot.
 */
export async function tryOutput(output: string, options: TryOutputOptions): Promise<void> {
  if (output.startsWith('gs://')) await tryBucket(output, options);
  else await tryFolder(output);
}

/**
 * The folder, or where it would be made: an empty folder of a name of its own is made there and removed at once. Other
 * trainings may be at it; permissions alone do not tell (root may write everywhere, and /proc takes nothing).
 */
async function tryFolder(folder: string): Promise<void> {
  for (let path = folder; ; path = dirname(path)) {
    try {
      const stats = await stat(path);
      if (!stats.isDirectory())
        throw Object.assign(new Error('a file'), { code: path === folder ? 'EEXIST' : 'ENOTDIR' });
    } catch (cause) {
      const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      if (!isMissing || path === dirname(path)) throw storageErrorOf(cause, folder);
      continue;
    }
    try {
      // At once, so that a kill finds no time between the two.
      rmdirSync(mkdtempSync(join(path, '.try-')));
      return;
    } catch (cause) {
      const isNoPlace = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      if (!isNoPlace) throw storageErrorOf(cause, folder);
      const message = `${folder}: no folder can be made here`;
      throw new StorageError({ code: 'refused', uri: folder, message, hint: 'choose another place', cause });
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
