import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource, CallOptions, ObjectInfo } from '../contract.ts';
import { encodingOf, MAGIC_BYTES } from '../source/encoding-of.ts';
import { changed, cutAt } from '../storage-error.ts';
import { storageErrorOf } from '../storage-error-of.ts';
import { generationOf } from './generation.ts';

const CHUNK_BYTES = 256 * 1024;

export interface OpenFile extends ByteSource {
  readonly readInto: (buffer: Uint8Array, position: number) => number;
}

/** A local file as it is stored, open without awaiting: the hot path, where a stream would cost three times as much. */
export function openFile(object: ObjectInfo, opened: CallOptions): OpenFile {
  const path = object.uri;
  const file = attempt(path, () => openSync(path, 'r'));
  const verify = () => {
    const now = generationOf(attempt(path, () => fstatSync(file, { bigint: true })));
    if (now !== object.generation) throw changed(object, now);
  };
  const readInto = (buffer: Uint8Array, position: number): number =>
    attempt(path, () => readSync(file, buffer, 0, buffer.length, position));
  const chunksOf = function* (start: number, end: number, signal: AbortSignal | undefined): Generator<Uint8Array> {
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, end - start));
    for (let at = start; at < end; ) {
      signal?.throwIfAborted();
      opened.signal?.throwIfAborted();
      const bytes = readInto(buffer.subarray(0, Math.min(buffer.length, end - at)), at);
      if (bytes === 0) verify();
      if (bytes === 0) throw cutAt(object, at);
      at += bytes;
      yield buffer.subarray(0, bytes);
    }
  };
  try {
    verify();
  } catch (error) {
    closeSync(file);
    throw error;
  }
  return {
    bytes: object.bytes,
    readInto,
    chunks: async function* ({ start = 0, end = object.bytes } = {}, { signal } = {}) {
      yield* chunksOf(start, Math.min(end, object.bytes), signal);
    },
    close: () => {
      try {
        verify();
      } finally {
        closeSync(file);
      }
    },
  };
}

/** The file's object with its encoding. */
export function lookAtFile(object: ObjectInfo, { readInto }: OpenFile): ObjectInfo {
  const first = new Uint8Array(MAGIC_BYTES);
  return { ...object, encoding: encodingOf(first.subarray(0, readInto(first, 0))) };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw storageErrorOf(error, path);
  }
}
