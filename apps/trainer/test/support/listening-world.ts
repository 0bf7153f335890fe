import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { runProgram } from '@taxifare/console';
import { TRAINER } from '../../src/program.ts';
import type { World } from '../../src/world.ts';
import { BUNDLE } from './run-trainer.ts';

/** Runs a command line in this process; what it printed, what it complained of, its exit code. */
export async function runHere(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = { isTerminal: false, hasColour: false, columns: 80 };
  const { signal } = new AbortController();
  let out = '';
  let err = '';
  const world: World = {
    ...{ env, dotEnv: {}, folder: cwd, interrupted: signal, stopped: signal, terminal, errors: terminal },
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    write: async (bytes) => {
      out += new TextDecoder().decode(bytes);
    },
    live: () => {},
    waiting: () => {},
    now: Date.now,
    cores: 1,
    sleep: (ms) => sleep(ms),
    machine: { platform: process.platform, arch: process.arch, node: process.versions.node },
    saver: { host: 'here', pid: process.pid, isRunning: () => true },
    program: pathToFileURL(BUNDLE),
    repository: undefined,
    startLocalCloud: () => Promise.reject(new Error('a wrong input starts no cloud')),
  };
  const code = await runProgram(TRAINER, args, world);
  return { code, out, err };
}
