import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmulatorError } from '../emulator-error.ts';
import { isRecord } from '../http/json-body.ts';
import { isNodeError } from './node-error.ts';

/** How a cloud came to be: within a program, by itself in the background, or started by hand. */
export type Mode = 'embedded' | 'background' | 'server';

/** Who has the folder, as its lock says. */
export interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly mode: Mode;
  /** Where it answers, its secret included. */
  readonly url: string | undefined;
}

export interface FolderLock {
  /** Whether the folder is there still, and nobody else's. */
  isOwn(): boolean;
  /** Removes the lock if it is one's own. */
  release(): void;
}

const FILE = 'lock.json';
const ANSWER_MS = 5000;

/** The file to delete by hand, should a lock ever outlive its cloud unseen. */
export function lockPathOf(folder: string): string {
  return join(folder, FILE);
}

/**
 * Takes the folder for a cloud that answers already, or returns who has it. A lock names an address and an id: who
 * answers there with that id has the folder, and a lock whose address does not answer so is stale.
 */
export async function lockFolder(folder: string, own: Holder): Promise<FolderLock | Holder> {
  const path = lockPathOf(folder);
  for (let turn = 0; turn < 10; turn++) {
    if (takeFile(path, JSON.stringify(own))) {
      return { isOwn: () => isHeldBy(path, own.id), release: () => removeLock(path, own.id) };
    }
    const holder = readHolder(path);
    if (holder !== undefined && (await isAlive(holder))) return holder;
    removeLock(path, holder?.id);
    await sleep(10);
  }
  throw new EmulatorError('folder-in-use', `${folder}: other local clouds keep taking the folder; choose another one`);
}

export function holderOf(folder: string): Holder | undefined {
  return readHolder(lockPathOf(folder));
}

/** Whether the holder answers at its address. One that is there and too busy to answer is alive. */
export async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.url === undefined) return hasProcess(holder.pid);
  try {
    return (await statusOf(holder)) !== undefined;
  } catch {
    return hasProcess(holder.pid);
  }
}

type Status = Readonly<Record<string, unknown>>;

/** What the holder says of itself; `undefined` if nobody or somebody else is there. Throws if no answer comes. */
export async function statusOf({ id, pid, url }: Holder): Promise<Status | undefined> {
  if (url === undefined) return undefined;
  try {
    const answer = await fetch(`${url}/_local/status`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const status: unknown = await answer.json();
    if (!isRecord(status)) return undefined;
    // A cloud of an older version gives no id.
    const isHolder = status.id === undefined ? status.pid === pid : status.id === id;
    return isHolder ? status : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') throw error;
    return undefined;
  }
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(isNodeError(error) && error.code === 'ESRCH');
  }
}

/** A whole file under the name, if there is none: others never see half a lock. */
function takeFile(path: string, content: string): boolean {
  const temporary = `${path}.${randomUUID()}`;
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (isNodeError(error) && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** `undefined` where there is no lock, or one that a power cut left empty. */
function readHolder(path: string): Holder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  if (isRecord(value)) {
    const { id, pid, mode, url } = value;
    const isMode = mode === 'embedded' || mode === 'background' || mode === 'server';
    if (typeof id === 'string' && typeof pid === 'number' && isMode) {
      return { id, pid, mode, url: typeof url === 'string' ? url : undefined };
    }
  }
  const message = `${path}: not a lock of this version's; end the other local cloud, or delete the file if there is none`;
  throw new EmulatorError('folder-in-use', message);
}

function isHeldBy(path: string, id: string): boolean {
  try {
    return readHolder(path)?.id === id;
  } catch {
    return false;
  }
}

/** Removes the lock of that id, and not one that a faster process has put there since. */
function removeLock(path: string, id: string | undefined): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    if (readHolder(path)?.id !== id) return;
    renameSync(path, aside);
  } catch (error) {
    if (isNodeError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return;
    throw error;
  }
  try {
    if (readHolder(aside)?.id !== id) linkSync(aside, path);
  } catch (error) {
    if (!(isNodeError(error) && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
