import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ObjectInfo, ObjectStore, WriteCondition } from '../contract.ts';
import { parseObjectUri } from '../object-uri.ts';
import { StorageError } from '../storage-error.ts';
import { storageErrorOf } from '../storage-error-of.ts';
import { filesMatching } from './files-matching.ts';
import { generationOf, objectOfFile } from './generation.ts';
import { changed } from './local-object.ts';
import { makeFolder } from './make-folder.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Files of this machine as objects. Folders are none; what is not there is not an object. */
export function createFileStore(): ObjectStore {
  return {
    list: (pattern, { signal } = {}) => filesMatching(pathOf(pattern), signal),
    info: async (uri, { signal } = {}) => {
      signal?.throwIfAborted();
      return await infoOf(pathOf(uri));
    },
    readRange: async (object, { start, end }, { signal } = {}) => {
      signal?.throwIfAborted();
      const bytes = new Uint8Array(end - start);
      await withFile(object, async (file) => {
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
        let done = bytesRead;
        for (let more = bytesRead; more > 0 && done < bytes.length; done += more) {
          more = (await file.read(bytes, done, bytes.length - done, start + done)).bytesRead;
        }
        if (done < bytes.length) throw cut(object, start + done);
      });
      return bytes;
    },
    readStream: (object, { signal } = {}) => chunksOf(object, signal),
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
  try {
    const stats = await stat(path, { bigint: true });
    if (stats.isFile()) return objectOfFile(path, stats);
  } catch (error) {
    const known = storageErrorOf(error, path);
    if (known instanceof StorageError && (known.code === 'not-found' || known.code === 'not-a-file')) return undefined;
    throw known;
  }
  throw storageErrorOf(Object.assign(new Error('a folder'), { code: 'EISDIR' }), path);
}

/** Opens the file, and sees before and after that it is the generation that was asked for. */
async function withFile(object: ObjectInfo, action: (file: FileHandle) => Promise<void>): Promise<void> {
  const path = object.uri;
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const check = async (opened: FileHandle) => {
      const now = generationOf(await opened.stat({ bigint: true }));
      if (now !== object.generation) throw changed(object, now);
    };
    await check(file);
    await action(file);
    await check(file);
  } catch (error) {
    throw storageErrorOf(error, path);
  } finally {
    await file?.close();
  }
}

async function* chunksOf(object: ObjectInfo, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < object.bytes; start += CHUNK_BYTES) {
    signal?.throwIfAborted();
    const bytes = new Uint8Array(Math.min(CHUNK_BYTES, object.bytes - start));
    await withFile(object, async (file) => {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw cut(object, start + bytesRead);
    });
    yield bytes;
  }
}

function cut({ uri, bytes }: ObjectInfo, byte: number): StorageError {
  const message = `${uri}: ends at byte ${byte}, ${bytes} were there when it was listed`;
  return new StorageError({ code: 'cut', uri, message, hint: 'run again when it is at rest' });
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
      // The next chunk is made while this one is written.
      let written = Promise.resolve();
      for await (const chunk of body instanceof Uint8Array ? [body] : body) {
        await written;
        signal?.throwIfAborted();
        written = file.writeFile(chunk);
        written.catch(() => {});
      }
      await written;
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
