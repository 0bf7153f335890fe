import { setTimeout as sleep } from 'node:timers/promises';
import type { Sample } from './control.ts';
import { EmulatorError } from './emulator-error.ts';
import { type Holder, holderOf, isAlive, lockPathOf } from './folder/folder-lock.ts';
import { isRecord } from './http/json-body.ts';
import { startEmulator } from './start-emulator.ts';
import { startInBackground } from './start-in-background.ts';

export interface OpenLocalCloudOptions {
  readonly folder: string;
  /**
   * 'embedded': in this process, until it closes it. 'background': in a process of its own, which ends when nothing has
   * been asked of it for a minute and no job runs. Either way a cloud that runs on the folder already is taken.
   */
  readonly mode: 'embedded' | 'background';
  readonly services: readonly ('storage' | 'vertex')[];
  readonly sample: readonly Sample[];
  /** Called once when another program has to end first. */
  readonly onWait?: ((holder: Holder) => void) | undefined;
  /** Gets what the user should know, such as files that were moved aside; standard error by default. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

export interface OpenedCloud {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends what was started in this process, and nothing else. */
  close(): Promise<void>;
}

const WAIT_MS = 60_000;
const ANSWER_MS = 60_000;
const KEEP_ALIVE_MS = 15_000;

/** The local cloud on a folder: the one that runs there, or a new one. */
export async function openLocalCloud(options: OpenLocalCloudOptions): Promise<OpenedCloud> {
  const { folder, mode, services, sample, onWait, onNotice = console.error } = options;
  let hasSaid = false;
  for (const startMs = Date.now(); ; await sleep(50)) {
    const holder = holderOf(folder);
    const holds = holder !== undefined && (await isAlive(holder));
    if (holds && holder.mode !== 'embedded' && holder.url !== undefined) {
      const attached = await attach(folder, holder.url, sample);
      if (attached !== undefined) return attached;
    }
    if (!holds && mode === 'background') {
      for (const notice of await startInBackground(folder, holder?.id)) onNotice(notice);
      continue;
    }
    if (!holds) {
      try {
        return await startEmulator({ folder, mode, services, sample, onNotice });
      } catch (error) {
        // Another program was faster.
        if (!(error instanceof EmulatorError && error.code === 'folder-in-use')) throw error;
      }
    }
    if (!hasSaid && holds) onWait?.(holder);
    hasSaid ||= holds;
    if (Date.now() - startMs > WAIT_MS) {
      const message =
        `${folder}: another program has the local cloud open (process ${holder?.pid}); try again when it has ended; ` +
        `if there is none, delete ${lockPathOf(folder)}`;
      throw new EmulatorError('folder-in-use', message);
    }
  }
}

/** Nothing, if the cloud at the address has just ended. */
async function attach(folder: string, url: string, sample: readonly Sample[]): Promise<OpenedCloud | undefined> {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(`${url}/_local/${path}`, { signal: AbortSignal.timeout(ANSWER_MS), ...init });
    if (answer.status === 503) throw new Error('it ends');
    return await answer.json();
  };
  let status: unknown;
  try {
    for (const one of sample) checkTaken(folder, await ask('sample', { method: 'POST', body: JSON.stringify(one) }));
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

function checkTaken(folder: string, answer: unknown): void {
  if (!isRecord(answer) || !isRecord(answer.error)) return;
  throw new EmulatorError('no-sample', `${folder}: the local cloud says: ${String(answer.error.message)}`);
}
