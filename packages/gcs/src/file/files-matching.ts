import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectInfo } from '../contract.ts';
import { literalPrefix } from '../object-uri.ts';
import { StorageError } from '../storage-error.ts';
import { storageErrorOf } from '../storage-error-of.ts';
import { objectOfFile } from './generation.ts';

/** The files that a glob names, in UTF-8 byte order of their paths. Folders that may not be read are an error. */
export async function* filesMatching(pattern: string, signal: AbortSignal | undefined): AsyncGenerator<ObjectInfo> {
  const prefix = literalPrefix(pattern);
  // A tenth of what a training would load, for the few that are given a glob.
  const { default: picomatch } = await import('picomatch');
  const isMatch = picomatch(pattern, { dot: true });
  const depth = pattern.includes('**') ? Number.POSITIVE_INFINITY : pattern.slice(prefix.length).split('/').length;
  const paths: string[] = [];
  await collect(prefix.slice(0, prefix.lastIndexOf('/') + 1), depth, paths, signal);
  const found = paths.filter((path) => isMatch(path)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const path of found) {
    signal?.throwIfAborted();
    const stats = await stat(path, { bigint: true }).catch((error: unknown) => {
      throw storageErrorOf(error, path);
    });
    if (stats.isFile()) yield objectOfFile(path, stats);
  }
}

async function collect(folder: string, depth: number, paths: string[], signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  try {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) paths.push(path);
      else if (depth > 1) await collect(path, depth - 1, paths, signal);
    }
  } catch (error) {
    const known = storageErrorOf(error, folder);
    if (known instanceof StorageError && known.code === 'not-found') return;
    throw known;
  }
}
