import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A local cloud in a process of its own. */
export interface CloudProcess {
  readonly child: ChildProcess;
  /** The endpoint, secret included. */
  readonly url: string;
  /** What it wrote to standard error so far. */
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

/** Runs `pnpm emulator` on a folder; `wrap` puts a command before it. It is killed when the test ends. */
export async function runCloud(folder: string, wrap: readonly string[] = []): Promise<CloudProcess> {
  const [program = process.execPath, ...args] = [...wrap, process.execPath, MAIN, '--folder', folder];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, found] = /STORAGE_API_ENDPOINT=(\S+)\n/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    ended.then(() => reject(new Error(`the cloud ended: ${errors}`)));
  });
  return { child, url, errors: () => errors, ended };
}

export interface SmallDisk {
  /** What runs a command where the disk is mounted. */
  readonly wrap: readonly string[];
  resize(bytes: number): void;
}

/** A disk of so many bytes at the folder, until the test ends; `undefined` where the system mounts nothing for its users. */
export async function smallDisk(folder: string, bytes: number): Promise<SmallDisk | undefined> {
  const script = `mount -t tmpfs -o size=${bytes} tmpfs "$0" && echo mounted && exec sleep 1000`;
  const keeper = spawn('unshare', ['-Urm', 'sh', '-c', script, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void keeper.kill('SIGKILL'));
  const isMounted = await new Promise<boolean>((resolve) => {
    keeper.stdout.once('data', () => resolve(true));
    keeper.once('error', () => resolve(false)).once('exit', () => resolve(false));
  });
  if (isMounted) {
    const enter = ['-t', String(keeper.pid), '-U', '-m', '--preserve-credentials'];
    const resize = (size: number) => spawnSync('nsenter', [...enter, 'mount', '-o', `remount,size=${size}`, folder]);
    return { wrap: ['nsenter', ...enter], resize };
  }
  console.warn('NOT RUN: a full disk; this system mounts no tmpfs for its users');
  return undefined;
}

/** Asks until the answer is there; a test that waits for ever is ended by the runner. */
export async function eventually<T>(ask: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
