import type { BigIntStats } from 'node:fs';
import type { ObjectInfo } from '../contract.ts';

/**
 * A file as an object: another modification time, size or inode is another generation, and so is another change time,
 * which nobody can put back.
 */
export function objectOfFile(path: string, stats: BigIntStats): ObjectInfo {
  return {
    uri: path,
    bytes: Number(stats.size),
    generation: generationOf(stats),
    crc32c: undefined,
  };
}

export function generationOf({ mtimeNs, size, ino, ctimeNs }: BigIntStats): string {
  return `${mtimeNs}-${size}-${ino}-${ctimeNs}`;
}

/**
 * Names the bytes of an object on every machine that sees it: the generation, but of a file only what is the same on each
 * mount of its folder, its modification time and its size.
 */
export function versionOf({ uri, generation }: ObjectInfo): string {
  return uri.startsWith('/') ? generation.split('-', 2).join('-') : generation;
}
