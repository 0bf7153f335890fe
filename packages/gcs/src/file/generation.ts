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
    contentEncoding: undefined,
  };
}

export function generationOf({ mtimeNs, size, ino, ctimeNs }: BigIntStats): string {
  return `${mtimeNs}-${size}-${ino}-${ctimeNs}`;
}
