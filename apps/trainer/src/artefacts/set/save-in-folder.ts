import { lstat, open, readdir, readFile, readlink, rename, rm, rmdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MODEL_FILES } from '@taxifare/core/model';
import { makeFolder, StorageError, storageErrorOf } from '@taxifare/gcs';
import type { Artefact } from '../artefact.ts';
import { halfWay } from './half-way.ts';
import { type ReplaceOptions, replaceEach } from './replace-each.ts';
import { createRunName, isLeftOver, isTooOld, RUNS, type Saver } from './run-name.ts';

/** The link to the set that is the model; the model's files are links through it, and change with it, all at once. */
const CURRENT = '.current';
const MAX_TRIES = 5;

/**
 * Puts a set of files into a folder, where they take the places of the set before in one step: the set lies in a folder
 * of its own, and a link to that folder is replaced (as Kubernetes does with ConfigMaps). Where the file system has no
 * links, `replaceEach` puts one file after the other in its place.
 */
export async function saveInFolder(
  files: readonly Artefact[],
  folder: string,
  saver: Saver,
  options: ReplaceOptions,
): Promise<void> {
  const run = createRunName(saver);
  const staged = join(folder, RUNS, run);
  let isHalfWay = false;
  try {
    await refuseOtherKinds(folder);
    for (let tries = 1; ; tries++) {
      await writeSet(files, staged);
      if (!(await becomeCurrent(folder, run, saver))) {
        isHalfWay = true;
        await replaceEach(files, folder, options);
        isHalfWay = false;
        break;
      }
      // It is there, or the set of a later run; if not, somebody has taken it for a leftover.
      if (await isThere(join(folder, CURRENT, 'model.json'))) break;
      if (tries === MAX_TRIES) throw takenAway(staged);
    }
    await clearLeftOvers(folder, saver);
  } catch (cause) {
    const error = storageErrorOf(cause, folder);
    throw isHalfWay ? halfWay(error, { folder, staged, signal: options.signal }) : error;
  } finally {
    // Half way, it is the one whole set that there may be.
    if (!isHalfWay && (await currentOf(folder)) !== run) await remove(staged);
    await rmdir(join(folder, RUNS)).catch(() => {});
  }
}

function takenAway(staged: string): StorageError {
  const message = `${staged}: another program removes it again and again`;
  return new StorageError({ code: 'changed', uri: staged, message, hint: 'train where nobody else does' });
}

/** Nothing is replaced where not all can be: a folder may have the name of a file. */
async function refuseOtherKinds(folder: string): Promise<void> {
  await makeFolder(folder);
  for (const name of MODEL_FILES) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined || stats.isFile()) continue;
    const message = `${path}: not a file, and a model's file has to be there`;
    throw new StorageError({
      code: 'not-a-file',
      uri: path,
      message,
      hint: 'move it away, or choose another --output',
    });
  }
}

async function writeSet(files: readonly Artefact[], staged: string): Promise<void> {
  await makeFolder(staged);
  const written = await Promise.allSettled(files.map(({ name, body }) => writeToDisk(join(staged, name), body)));
  for (const one of written) if (one.status === 'rejected') throw one.reason;
}

async function writeToDisk(path: string, body: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a run's set the model; `false` where the file system has no links. */
async function becomeCurrent(folder: string, run: string, saver: Saver): Promise<boolean> {
  const staged = join(folder, RUNS, run);
  if (!(await canLink(staged))) return false;
  const plain = await plainFilesIn(folder);
  if (plain.length > 0) await keepAsSet(folder, plain, { saver, staged });
  const before = await currentOf(folder);
  await replaceLink(join(folder, CURRENT), join(RUNS, run), staged);
  for (const name of MODEL_FILES) {
    if (!(await isThere(join(folder, name)))) await replaceLink(join(folder, name), join(CURRENT, name), staged);
  }
  // No set becomes the model twice: what was before can be nobody's model again.
  if (before !== undefined && before !== run) await remove(join(folder, RUNS, before));
  return true;
}

async function canLink(staged: string): Promise<boolean> {
  const probe = join(staged, 'link');
  try {
    await rm(probe, { force: true });
    await symlink('nowhere', probe);
    await rm(probe);
    return true;
  } catch {
    return false;
  }
}

/** The files of a folder in which they are no links yet: of an older version, or copied there. */
async function plainFilesIn(folder: string): Promise<readonly string[]> {
  const plain: string[] = [];
  for (const name of MODEL_FILES) {
    const stats = await lstat(join(folder, name)).catch(() => undefined);
    if (stats?.isFile() === true) plain.push(name);
  }
  return plain;
}

/** Turns plain files into links to the same contents: at every moment the folder has the model that it had. */
async function keepAsSet(
  folder: string,
  plain: readonly string[],
  { saver, staged }: { readonly saver: Saver; readonly staged: string },
): Promise<void> {
  const kept = createRunName(saver);
  const set: { name: string; body: Uint8Array }[] = [];
  for (const name of MODEL_FILES) {
    const body = await readFile(join(folder, name)).catch(() => undefined);
    if (body !== undefined) set.push({ name, body });
  }
  await makeFolder(join(folder, RUNS, kept));
  for (const { name, body } of set) await writeToDisk(join(folder, RUNS, kept, name), body);
  const before = await currentOf(folder);
  await replaceLink(join(folder, CURRENT), join(RUNS, kept), staged);
  for (const name of plain) await replaceLink(join(folder, name), join(CURRENT, name), staged);
  if (before !== undefined) await remove(join(folder, RUNS, before));
}

async function replaceLink(path: string, target: string, staged: string): Promise<void> {
  const link = join(staged, 'link');
  await rm(link, { force: true });
  await symlink(target, link);
  await rename(link, path);
}

async function currentOf(folder: string): Promise<string | undefined> {
  const target = await readlink(join(folder, CURRENT)).catch(() => undefined);
  return target?.split(/[/\\]/).at(-1);
}

/** Removes what runs that were killed have left in the folder: never the model, nor another's set in the making. */
async function clearLeftOvers(folder: string, saver: Saver): Promise<void> {
  const current = await currentOf(folder);
  for (const name of await namesIn(join(folder, RUNS))) {
    if (name !== current && isLeftOver(name, saver)) await remove(join(folder, RUNS, name));
  }
  for (const name of await namesIn(folder)) {
    if (!TEMPORARY.test(name)) continue;
    const stats = await stat(join(folder, name)).catch(() => undefined);
    if (stats !== undefined && isTooOld(stats.mtimeMs, saver)) await remove(join(folder, name));
  }
}

/** A file on its way into its place, where there are no links. */
const TEMPORARY = /^\.(report\.html|run\.json|model\.joblib|model\.json)\.[0-9a-f-]{36}\.tmp$/;

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => {});
}
