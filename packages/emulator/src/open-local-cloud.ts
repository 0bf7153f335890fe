import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Sample } from './control.ts';
import { EmulatorError } from './emulator-error.ts';
import { type Holder, holderOf, isAlive } from './folder/folder-lock.ts';
import { isNodeError } from './folder/node-error.ts';
import { isRecord } from './http/json-body.ts';
import { startEmulator } from './start-emulator.ts';

export interface OpenLocalCloudOptions {
  readonly folder: string;
  /**
   * 'embedded': in this process, until it closes it. 'background': in a process of its own, which ends when nothing has
   * been asked of it for a minute and no job runs. Either way a cloud that runs on the folder already is taken.
   */
  readonly mode: 'embedded' | 'background';
  readonly services: readonly ('storage' | 'vertex')[];
  readonly sample: readonly Sample[];
  /** Told once when another program has to end first. */
  readonly onWait?: ((holder: Holder) => void) | undefined;
}

export interface OpenedCloud {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends what was started in this process, and nothing else. */
  close(): Promise<void>;
}

const WAIT_MS = 60_000;
const START_MS = 20_000;
const KEEP_ALIVE_MS = 15_000;

/** The local cloud on a folder: the one that runs there, or a new one. */
export async function openLocalCloud(options: OpenLocalCloudOptions): Promise<OpenedCloud> {
  const { folder, mode, services, sample, onWait } = options;
  let hasSaid = false;
  for (const startMs = Date.now(); ; await sleep(50)) {
    const holder = await holderOf(folder);
    const holds = holder !== undefined && (await isAlive(holder));
    if (holds && holder.mode !== 'embedded' && holder.url !== undefined) {
      const attached = await attach(folder, holder.url, sample);
      if (attached !== undefined) return attached;
    }
    if (!holds && mode === 'background') {
      await startInBackground(folder, holder?.id);
      continue;
    }
    if (!holds) {
      try {
        return await startEmulator({ folder, mode, services, sample });
      } catch (error) {
        // Another program was faster.
        if (!(error instanceof EmulatorError && error.code === 'folder-in-use')) throw error;
      }
    }
    if (!hasSaid && holds) onWait?.(holder);
    hasSaid ||= holds;
    if (Date.now() - startMs > WAIT_MS) {
      const message = `${folder}: another program has the local cloud open (process ${holder?.pid}); try again when it has ended`;
      throw new EmulatorError('folder-in-use', message);
    }
  }
}

/** Nothing, if the cloud at the address has just ended. */
async function attach(folder: string, url: string, sample: readonly Sample[]): Promise<OpenedCloud | undefined> {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(`${url}/_local/${path}`, { signal: AbortSignal.timeout(START_MS), ...init });
    return await answer.json();
  };
  let status: unknown;
  try {
    for (const one of sample) refusalIn(folder, await ask('sample', { method: 'POST', body: JSON.stringify(one) }));
    status = await ask('status');
  } catch (error) {
    if (error instanceof EmulatorError) throw error;
    return undefined;
  }
  if (!isRecord(status) || !isRecord(status.environment)) return undefined;
  const environment = Object.fromEntries(
    Object.entries(status.environment).map(([name, value]) => [name, String(value)]),
  );
  // A cloud in the background ends when nothing is asked of it, and a program may compute for longer than that.
  const timer = setInterval(() => ask('status').catch(() => {}), KEEP_ALIVE_MS).unref();
  return { folder, environment, close: async () => clearInterval(timer) };
}

function refusalIn(folder: string, answer: unknown): void {
  if (!isRecord(answer) || !isRecord(answer.error)) return;
  throw new EmulatorError('no-sample', `${folder}: the local cloud says: ${String(answer.error.message)}`);
}

/** Starts a process that outlives this one, and waits until it answers. `deadId` is who had the folder before. */
async function startInBackground(folder: string, deadId: string | undefined): Promise<void> {
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
    const holder = await holderOf(folder);
    const isNew = holder !== undefined && holder.id !== deadId;
    if (isNew && holder.url !== undefined) return;
    if (code !== undefined && !isNew) break;
  }
  const said = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join(' ');
  throw new EmulatorError(
    'no-start',
    `${folder}: the local cloud did not start, it says: ${said || 'nothing'}; see ${log}`,
  );
}

function openLog(folder: string, log: string): number {
  try {
    mkdirSync(folder, { recursive: true });
    return openSync(log, 'w');
  } catch (cause) {
    const code = isNodeError(cause) ? cause.code : String(cause);
    const message = `${folder}: the local cloud cannot keep its data here, got ${code}; choose a folder that can be written`;
    throw new EmulatorError('folder-not-writable', message, { cause });
  }
}
