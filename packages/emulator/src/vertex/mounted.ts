import { randomUUID } from 'node:crypto';
import { constants, copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { ObjectFolder } from '../storage/object-folder.ts';

const MOUNT = /(^|[=:])\/gcs\/([^/]+)\/(.+)$/s;

/**
 * The service mounts buckets at `/gcs`. Here a word of the command line that is such a path, or ends in one after `=`,
 * names a file of the job's own folder instead, with the object's bytes in it.
 */
export async function mounted(word: string, folder: string, objects: ObjectFolder): Promise<string> {
  const [, before = '', bucket, name] = MOUNT.exec(word) ?? [];
  if (bucket === undefined || name === undefined) return word;
  const root = join(folder, 'gcs');
  const path = normalize(join(root, bucket, name));
  if (!path.startsWith(`${root}/`)) return word;
  const object = objects.object(bucket, name);
  if (object !== undefined) {
    await mkdir(dirname(path), { recursive: true });
    // A copy, as what a job writes there must not change the object; whole, as another replica may read it already.
    const temporary = join(folder, randomUUID());
    await copyFile(objects.pathOf(object), temporary, constants.COPYFILE_FICLONE);
    await rename(temporary, path);
  }
  return word.slice(0, MOUNT.exec(word)?.index ?? 0) + before + path;
}
