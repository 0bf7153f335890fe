import { type Environment, runProgram } from '@taxifare/console';
import { SUBMITTER } from '../../src/program.ts';
import type { World } from '../../src/world.ts';
import { drivenClock } from './driven-clock.ts';

/** Runs a command line in this process, with no cloud to be had; what it printed, what it complained of, its exit code. */
export async function runHere(
  args: readonly string[],
  env: Environment = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = { isTerminal: false, hasColour: false, columns: 80 };
  const { now, sleep, random } = drivenClock();
  let out = '';
  let err = '';
  const world: World = {
    ...{ env, dotEnv: {}, terminal, errors: terminal, now, sleep, random },
    interrupted: new AbortController().signal,
    stopped: new AbortController().signal,
    folder: '/nowhere',
    repository: '/nowhere',
    trainerBuild: '/nowhere',
    node: process.execPath,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    live: () => {},
    waiting: () => {},
    randomHex: (characters) => 'f'.repeat(characters),
    startLocalCloud: () => Promise.reject(new Error('a wrong input starts no cloud')),
  };
  const code = await runProgram(SUBMITTER, args, world);
  return { code, out, err };
}
