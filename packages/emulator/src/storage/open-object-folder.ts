import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isNodeError } from '../folder/node-error.ts';
import { BucketIndex } from './bucket-index.ts';
import { parseBucketRecord } from './bucket-record.ts';
import { dataFileOf, FolderOfObjects, type ObjectFolder } from './object-folder.ts';
import { parseObjectRecord, type StoredObject } from './object-record.ts';

/**
 * Buckets and objects as a folder has them. What cannot be read is moved to `aside/TIME/…` there, kept, and named to
 * `onNotice`; so is a bucket without a record. Bytes that a crash left without a record are removed.
 */
export function openObjectFolder(folder: string, onNotice: (text: string) => void): ObjectFolder {
  const root = join(folder, 'buckets');
  const incoming = join(folder, 'incoming');
  rmSync(incoming, { recursive: true, force: true });
  for (const path of [incoming, root]) mkdirSync(path, { recursive: true, mode: 0o700 });
  const indexes = new Map<string, BucketIndex>();
  for (const name of readdirSync(root)) {
    const aside = join(folder, 'aside', new Date().toISOString().replaceAll(':', '-'));
    const moved: string[] = [];
    const moveAside = (...parts: string[]) => {
      const to = join(aside, name, ...parts);
      mkdirSync(join(to, '..'), { recursive: true, mode: 0o700 });
      renameSync(join(root, name, ...parts), to);
      moved.push(parts.length === 0 ? 'the whole bucket' : parts.join('/'));
    };
    const index = readIndex(join(root, name), name, moveAside);
    if (index !== undefined) indexes.set(name, index);
    if (moved.length > 0) onNotice(noticeOf(name, moved, aside));
  }
  return new FolderOfObjects(root, incoming, indexes);
}

function noticeOf(bucket: string, moved: readonly string[], aside: string): string {
  const some = moved.length > 5 ? [...moved.slice(0, 5), `and ${moved.length - 5} more`] : moved;
  return `gs://${bucket}: cannot be read, got ${some.join(', ')}; moved to ${aside}, nothing is deleted`;
}

type MoveAside = (...parts: string[]) => void;

function readIndex(folder: string, name: string, moveAside: MoveAside): BucketIndex | undefined {
  const bucket = parseBucketRecord(textOf(join(folder, 'bucket.json')));
  if (bucket?.name !== name) {
    moveAside();
    return undefined;
  }
  const recordFiles = namesIn(join(folder, 'objects'));
  const dataFiles = namesIn(join(folder, 'data'));
  for (const part of ['objects', 'data']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  const objects: StoredObject[] = [];
  const known = new Set<string>();
  /** The ends of names of data files that belong to records which cannot be read. */
  const unread = new Set<string>();
  for (const file of recordFiles ?? []) {
    const path = `${folder}/objects/${file}`;
    if (!file.endsWith('.json')) {
      // Of a write that a crash cut short.
      if (file.endsWith('.tmp')) rmSync(path, { force: true });
      continue;
    }
    const record = parseObjectRecord(textOf(path));
    const data = record === undefined ? '' : dataFileOf(record);
    const isOwn = record?.bucket === name && file === `${data.slice(data.indexOf('-') + 1)}.json`;
    if (isOwn && hasBytes(`${folder}/data/${data}`, record.size)) {
      objects.push({ ...record, bucket: bucket.name });
      known.add(data);
    } else {
      unread.add(file.slice(0, -'.json'.length));
      moveAside('objects', file);
    }
  }
  for (const file of dataFiles ?? []) {
    if (known.has(file)) continue;
    const isUnread = recordFiles === undefined || unread.has(file.slice(file.indexOf('-') + 1));
    // Else of a generation that was replaced or deleted, or that was never acknowledged.
    if (isUnread) moveAside('data', file);
    else rmSync(join(folder, 'data', file), { recursive: true, force: true });
  }
  return new BucketIndex(bucket, objects);
}

/** A symlink could lead out of the folder: it is no file of ours. */
function hasBytes(path: string, size: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size === size;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isNodeError(error) && ['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES', 'EIO'].includes(error.code ?? '')) return '';
    throw error;
  }
}

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isNodeError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
