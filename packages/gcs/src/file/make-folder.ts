import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageError } from '../storage-error.ts';
import { storageErrorOf } from '../storage-error-of.ts';

/**
 * Makes a folder and those above it, and answers the topmost that was missing; `undefined` where all were there. Node's own
 * recursive `mkdir` never ends where a folder that is there takes none (`/proc/x`), and says of a read-only disk that the
 * folder is not there. Rejects with `StorageError`.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    const code = codeOf(error);
    const parent = dirname(path);
    if (await isFolder(path)) return undefined;
    if (code !== 'ENOENT') throw storageErrorOf(error, path);
    if (parent === path || (await isFolder(parent))) {
      const message = `${path}: no folder can be made here`;
      throw new StorageError({ code: 'refused', uri: path, message, hint: 'choose another place', cause: error });
    }
    const topmost = await makeFolder(parent);
    return (await makeFolder(path)) === undefined ? topmost : (topmost ?? path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
