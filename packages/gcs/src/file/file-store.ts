import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ObjectInfo, ObjectStore, WriteCondition } from '../contract.ts';
import { parseObjectUri } from '../object-uri.ts';
import { decoded } from '../source/decoded.ts';
import { StorageError } from '../storage-error.ts';
import { storageErrorOf } from '../storage-error-of.ts';
import { streamObject } from '../stream/stream-store.ts';
import { filesMatching } from './files-matching.ts';
import { objectOfFile } from './generation.ts';
import { makeFolder } from './make-folder.ts';
import { lookAtFile, openFile } from './open-file.ts';

/** Files of this machine as objects. Folders are none; what is not there is not an object. */
export function createFileStore(): ObjectStore {
  return {
    list: (pattern, { signal } = {}) => filesMatching(pathOf(pattern), signal),
    info: async (uri, { signal } = {}) => {
      signal?.throwIfAborted();
      return await infoOf(pathOf(uri));
    },
    look: async (object, options = {}) => {
      const file = openFile(object, options);
      try {
        return lookAtFile(object, file);
      } finally {
        file.close();
      }
    },
    open: async (object, options = {}) => {
      options.signal?.throwIfAborted();
      const file = openFile(object, options);
      return decoded(file, object.encoding === undefined ? lookAtFile(object, file) : object);
    },
    write: async (uri, body, { condition, signal }) => await writeFile(pathOf(uri), body, condition, signal),
    delete: async (uri, { signal } = {}) => {
      signal?.throwIfAborted();
      const path = pathOf(uri);
      await rm(path, { force: true }).catch((error: unknown) => {
        throw storageErrorOf(error, path);
      });
    },
  };
}

function pathOf(uri: string): string {
  const parsed = parseObjectUri(uri);
  if (parsed.kind === 'file') return parsed.path;
  throw new RangeError(`createFileStore: a path is wanted, got ${uri}`);
}

async function infoOf(path: string): Promise<ObjectInfo | undefined> {
  const stats = await stat(path, { bigint: true }).catch((error: unknown) => {
    const known = storageErrorOf(error, path);
    if (known instanceof StorageError && (known.code === 'not-found' || known.code === 'not-a-file')) return undefined;
    throw known;
  });
  if (stats === undefined) return undefined;
  if (stats.isFile()) return objectOfFile(path, stats);
  if (stats.isFIFO()) return streamObject(path);
  if (!stats.isDirectory()) throw device(path);
  throw storageErrorOf(Object.assign(new Error('a folder'), { code: 'EISDIR' }), path);
}

function device(path: string): StorageError {
  const message = `${path}: a device, not a file`;
  return new StorageError({ code: 'not-a-file', uri: path, message, hint: 'give a file, or - for standard input' });
}

/** Writes beside the file, then gives it the name: readers see the old file or the whole new one. */
async function writeFile(
  path: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  condition: WriteCondition,
  signal: AbortSignal | undefined,
): Promise<ObjectInfo> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${crypto.randomUUID()}.tmp`);
  try {
    signal?.throwIfAborted();
    await makeFolder(dirname(path));
    const file = await open(temporary, 'wx');
    try {
      for await (const chunk of body instanceof Uint8Array ? [body] : body) {
        signal?.throwIfAborted();
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await refuseUnmet(path, condition);
    if (condition === 'absent') {
      await link(temporary, path);
      // The file's change time moves when it loses a name: only after that has it the generation that stays.
      await rm(temporary, { force: true });
    } else await rename(temporary, path);
    const stats = await stat(path, { bigint: true });
    return objectOfFile(path, stats);
  } catch (error) {
    if (condition === 'absent' && error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw unmet(path, 'it is there already');
    }
    throw storageErrorOf(error, path);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

async function refuseUnmet(path: string, condition: WriteCondition): Promise<void> {
  if (condition === 'any' || condition === 'absent') return;
  const now = (await infoOf(path))?.generation;
  if (now !== condition.generation)
    throw unmet(path, `its generation is ${now ?? 'none'}, wanted ${condition.generation}`);
}

function unmet(path: string, what: string): StorageError {
  return new StorageError({
    code: 'precondition',
    uri: path,
    message: `${path}: not written, ${what}`,
    hint: 'read it again',
  });
}
