import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isNodeError } from './node-error.ts';

const FOREIGN_BITS = 0o077;
const SECRET = /^[\w-]{32}$/;

/** What the folder of a local cloud has in it: another folder is not ours to close to others. */
const OWN_ENTRIES = new Set(['lock.json', 'secret', 'storage', 'vertex', 'emulator.log']);

/** Makes the folder, or takes the one that is there; nobody but its owner gets in. */
export function makePrivate(folder: string): void {
  makeFolder(folder);
  if ((statSync(folder).mode & FOREIGN_BITS) === 0) return;
  const entries = readdirSync(folder);
  if (entries.every((entry) => OWN_ENTRIES.has(entry) || entry.startsWith('lock.json.'))) chmodSync(folder, 0o700);
}

/** Node's own recursive `mkdir` never ends where a folder that is there takes none, as /proc does. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    const parent = dirname(folder);
    const lacksParent = isNodeError(error) && error.code === 'ENOENT' && !existsSync(parent);
    if (!lacksParent) throw error;
    makeFolder(parent);
    makeFolder(folder);
  }
}

/**
 * The secret of the cloud on a folder: 192 random bits in base64url, in a file that its owner alone can read. It stays
 * the same over restarts, so that lines that were pasted into a shell stay good.
 */
export function secretIn(folder: string): string {
  const path = join(folder, 'secret');
  for (;;) {
    const secret = secretOf(folder);
    if (secret !== undefined && (statSync(path).mode & FOREIGN_BITS) === 0) return secret;
    rmSync(path, { force: true });
    // A whole file under the name, by whoever is first.
    const temporary = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(temporary, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (!(isNodeError(error) && error.code === 'EEXIST')) throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

/** The secret of the cloud that a folder has, which tells it from another at the same place; `undefined` where there is none. */
export function secretOf(folder: string): string | undefined {
  try {
    const secret = readFileSync(join(folder, 'secret'), 'utf8').trim();
    return SECRET.test(secret) ? secret : undefined;
  } catch (error) {
    if (isNodeError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
