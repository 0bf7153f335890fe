import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EmulatorError } from './emulator-error.ts';
import { folderErrorOf } from './folder/folder-error.ts';
import { holderOf, statusOf } from './folder/folder-lock.ts';
import { makePrivate } from './folder/private-folder.ts';

const START_MS = 60_000;

/**
 * Starts a local cloud in a process that outlives this one, and waits until it answers. Returns what it has to tell
 * the user. `deadId` is who had the folder before. Throws `EmulatorError`.
 */
export async function startInBackground(folder: string, deadId: string | undefined): Promise<readonly string[]> {
  const log = join(folder, 'emulator.log');
  const output = openLog(folder, log);
  const program = fileURLToPath(new URL('background-main.ts', import.meta.url));
  const child = spawn(process.execPath, [program, folder], { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  child.unref();
  let code: number | null | undefined;
  child.once('exit', (exit) => {
    code = exit;
  });
  for (const startMs = Date.now(); Date.now() - startMs < START_MS; await sleep(20)) {
    const hasEnded = code !== undefined;
    const holder = holderOf(folder);
    const status: Readonly<Record<string, unknown>> | undefined =
      holder === undefined || holder.id === deadId ? undefined : await statusOf(holder).catch(() => ({}));
    if (status?.isReady === true) {
      const { notices } = status;
      return Array.isArray(notices) && status.pid === child.pid ? notices.map(String) : [];
    }
    // Ended, and nobody else was faster.
    if (hasEnded && status === undefined) break;
  }
  const said = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join(' ');
  const message = `${folder}: the local cloud did not start, it says: ${said || 'nothing'}; see ${log}`;
  throw new EmulatorError('no-start', message);
}

function openLog(folder: string, log: string): number {
  try {
    makePrivate(folder);
    return openSync(log, 'w', 0o600);
  } catch (error) {
    throw folderErrorOf(folder, error);
  }
}
