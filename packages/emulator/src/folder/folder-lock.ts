import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmulatorError } from '../emulator-error.ts';
import { isRecord } from '../http/json-body.ts';
import { isNodeError } from './node-error.ts';

/** How a cloud came to be: within a program, by itself in the background, or started by hand. */
export type Mode = 'embedded' | 'background' | 'server';

/** Who has the folder. */
export interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly mode: Mode;
  /** Absent until it answers. */
  readonly url: string | undefined;
}

export interface FolderLock {
  /** Tells others where the holder answers. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
}

const FILE = 'lock.json';

/** Takes the folder, or answers who has it. A holder that is no more is no holder. */
export async function lockFolder(folder: string, mode: Mode): Promise<FolderLock | Holder> {
  const path = join(folder, FILE);
  const id = randomUUID();
  const own = (url: string | undefined) => JSON.stringify({ id, pid: process.pid, mode, url });
  try {
    await mkdir(folder, { recursive: true });
    for (let turn = 0; turn < 10; turn++) {
      if (await takeFile(path, own(undefined))) return lockOf(path, own);
      const holder = await readHolder(path);
      if (holder !== undefined && (await isAlive(holder))) return holder;
      await clearAway(path, holder);
    }
  } catch (cause) {
    if (!isNodeError(cause)) throw cause;
    const message = `${folder}: the local cloud cannot keep its data here, got ${cause.code}; choose a folder that can be written`;
    throw new EmulatorError('folder-not-writable', message, { cause });
  }
  throw new EmulatorError('folder-in-use', `${folder}: other local clouds keep taking the folder; choose another one`);
}

/** A whole file under the name, if there is none: others never see half a lock. */
async function takeFile(path: string, content: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, content);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (isNodeError(error) && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function lockOf(path: string, own: (url: string | undefined) => string): FolderLock {
  return {
    announce: async (url) => {
      const temporary = `${path}.${randomUUID()}`;
      await writeFile(temporary, own(url));
      await rename(temporary, path);
    },
    release: () => rm(path, { force: true }),
  };
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isRecord(value)) return undefined;
    const { id, pid, mode, url } = value;
    if (typeof id !== 'string' || typeof pid !== 'number') return undefined;
    if (mode !== 'embedded' && mode !== 'background' && mode !== 'server') return undefined;
    return { id, pid, mode, url: typeof url === 'string' ? url : undefined };
  } catch {
    return undefined;
  }
}

export async function holderOf(folder: string): Promise<Holder | undefined> {
  return await readHolder(join(folder, FILE));
}

/** By its process until it has a port, then by the port: process numbers are given out again. */
export async function isAlive({ pid, url }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isNodeError(error) && error.code === 'ESRCH') return false;
  }
  if (url === undefined) return true;
  try {
    await (await fetch(`${url}/_local/status`, { signal: AbortSignal.timeout(5000) })).body?.cancel();
    return true;
  } catch (error) {
    // Too busy to answer is alive; a port that nobody listens on is not.
    return error instanceof Error && error.name === 'TimeoutError';
  }
}

/** Takes a dead holder's file away, but not one that a faster process has put there since. */
async function clearAway(path: string, dead: Holder | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isNodeError(error) && error.code === 'ENOENT') return;
    throw error;
  }
  const taken = await readHolder(aside);
  if (taken !== undefined && taken.id !== dead?.id) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
  await sleep(10);
}
