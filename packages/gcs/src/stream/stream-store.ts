import { constants, fstatSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { CallOptions, ObjectInfo } from '../contract.ts';
import { Connection } from '../http/connection.ts';
import { decoded } from '../source/decoded.ts';
import { StorageError } from '../storage-error.ts';
import { storageErrorOf } from '../storage-error-of.ts';
import type { ReadStore } from '../store-parts.ts';

/** What standard input is called where a URI stands; `-` on a command line. */
export const STANDARD_INPUT = 'standard input';

const STDIN_FD = 0;
const CHUNK_BYTES = 256 * 1024;

/** Standard input, FIFOs and process substitution: bytes that come once, from the beginning to an end. */
export function createStreamStore(): ReadStore {
  const begun = new Set<string>();
  return {
    info: async (uri) => streamObject(uri),
    look: async (object) => object,
    open: async (object, options = {}) => {
      const { uri } = object;
      const once = async function* (): AsyncGenerator<Uint8Array> {
        if (begun.has(uri)) {
          const message = `${uri}: it is a stream, and was read already`;
          throw new StorageError({ code: 'changed', uri, message, hint: 'save it to a file first' });
        }
        begun.add(uri);
        yield* uri === STANDARD_INPUT ? chunksOf(STDIN_FD, options) : fifoChunks(uri, options);
      };
      const source = { bytes: Number.POSITIVE_INFINITY, chunks: once, close: () => {} };
      return decoded(source, object);
    },
  };
}

/** A stream as an object of which nothing is known. */
export function streamObject(uri: string): ObjectInfo {
  return { uri, bytes: Number.POSITIVE_INFINITY, generation: 'stream', crc32c: undefined };
}

export function isStream({ bytes, generation }: ObjectInfo): boolean {
  return bytes === Number.POSITIVE_INFINITY && generation === 'stream';
}

async function* fifoChunks(path: string, options: CallOptions): AsyncGenerator<Uint8Array> {
  const file = await openFifo(path, options.signal);
  try {
    yield* chunksOf(file.fd, options);
  } finally {
    await file.close().catch(() => {});
  }
}

/** Waits for somebody to write, as opening a FIFO does; who aborts is the one that lets the wait end. */
async function openFifo(path: string, signal: AbortSignal | undefined): Promise<FileHandle> {
  const onAbort = () => {
    open(path, constants.O_WRONLY | constants.O_NONBLOCK)
      .then((writer) => writer.close())
      .catch(() => {});
  };
  signal?.addEventListener('abort', onAbort);
  try {
    const file = await open(path, 'r').catch((error: unknown) => {
      throw storageErrorOf(error, path);
    });
    signal?.throwIfAborted();
    return file;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function* chunksOf(fd: number, { signal }: CallOptions): AsyncGenerator<Uint8Array> {
  const stats = statsOf(fd);
  if (stats === undefined) return;
  yield* stats.isFIFO() || stats.isSocket() ? pipeChunks(fd, signal) : fileChunks(fd, signal);
}

/** `undefined` where it is closed. */
function statsOf(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch {
    return undefined;
  }
}

async function* pipeChunks(fd: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  const pipe = Connection.ofPipe(fd);
  const onAbort = () => pipe.destroy(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  try {
    for (let chunk = await pipe.read(); chunk !== undefined; chunk = await pipe.read()) yield chunk;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    pipe.destroy();
  }
}

/** A file, or a terminal, from where it stands. */
async function* fileChunks(fd: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const { createReadStream } = await import('node:fs');
  const options = { fd, autoClose: false, highWaterMark: CHUNK_BYTES };
  yield* createReadStream('', signal === undefined ? options : { ...options, signal });
}
