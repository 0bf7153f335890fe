import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * The commit that a repository's work tree is at, as `git rev-parse HEAD` says; `undefined` where git's files do not tell.
 * Reads them itself: to start git takes as long as a small training. Their layout: gitrepository-layout(5).
 */
export async function gitCommit(repository: string): Promise<string | undefined> {
  const git = await gitFolder(repository);
  const head = await read(join(git, 'HEAD'));
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return commitIn(head);
  // A work tree of its own has its HEAD, and shares the branches.
  const shared = resolve(git, await read(join(git, 'commondir')));
  const packed = async () => {
    const lines = (await read(join(shared, 'packed-refs'))).split('\n');
    return lines.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0] ?? '';
  };
  return commitIn(await read(join(shared, ref))) ?? commitIn(await packed());
}

async function gitFolder(repository: string): Promise<string> {
  const place = join(repository, '.git');
  const elsewhere = /^gitdir: (.+)$/.exec(await read(place))?.[1];
  return elsewhere === undefined ? place : resolve(repository, elsewhere);
}

function commitIn(text: string): string | undefined {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text) ? text : undefined;
}

/** The text of a small file; none of what is not there, or no file. */
async function read(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}
