import { open, realpath, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { ConfigError } from '@taxifare/console';
import { type ObjectStore, storageErrorOf } from '@taxifare/gcs';

export interface WriteOutputOptions {
  /** What the output is made from: it must not be replaced. */
  readonly input: string;
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
}

/**
 * Writes a stream where the user wants it, and answers its bytes. A file is replaced in one step when all of it is there,
 * the one that a link leads to in the link's place; a pipe or a device is written into. A name that ends in `.gz` is
 * compressed.
 */
export async function writeOutput(
  target: string,
  body: AsyncIterable<Uint8Array>,
  { input, store, signal }: WriteOutputOptions,
): Promise<number> {
  const packed: AsyncIterable<Uint8Array> = target.endsWith('.gz')
    ? Readable.from(body, { objectMode: false }).pipe(createGzip())
    : body;
  const writing = { condition: 'any', contentType: 'text/csv', signal } as const;
  if (target.startsWith('gs://')) {
    if (target === input) throw ownInput(target);
    return (await store.write(target, packed, writing)).bytes;
  }
  const there = await stat(target).catch(() => undefined);
  if (there === undefined) return (await store.write(target, packed, writing)).bytes;
  const read = input.startsWith('gs://') ? undefined : await stat(input).catch(() => undefined);
  if (read !== undefined && read.dev === there.dev && read.ino === there.ino) throw ownInput(target);
  if (there.isFile() || there.isDirectory()) return (await store.write(await realpath(target), packed, writing)).bytes;
  return await writeInto(target, packed);
}

async function writeInto(path: string, body: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  try {
    const file = await open(path, 'w');
    try {
      for await (const chunk of body) {
        await file.writeFile(chunk);
        bytes += chunk.length;
      }
    } finally {
      await file.close();
    }
    return bytes;
  } catch (cause) {
    throw storageErrorOf(cause, path);
  }
}

function ownInput(target: string): ConfigError {
  return new ConfigError([{ where: '--output', what: 'is the file of --data', got: target, fix: 'give another name' }]);
}
