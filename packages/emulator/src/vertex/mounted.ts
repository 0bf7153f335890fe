import { copyFile, link, mkdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { isNodeError } from '../folder/node-error.ts';
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
    // Bytes of an object are never changed, only replaced: a second name for them is as good as a copy.
    await link(object.path, path).catch(async (error: unknown) => {
      if (!(isNodeError(error) && error.code === 'EEXIST')) await copyFile(object.path, path);
    });
  }
  return word.slice(0, MOUNT.exec(word)?.index ?? 0) + before + path;
}
