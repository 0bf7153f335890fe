/** The process's edge: makes the world, runs one command line, says how it ended. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { Interrupted } from './exit-code.ts';
import type { World } from './world.ts';

enableCompileCache();
const folder = process.env.INIT_CWD ?? process.cwd();
const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const stop = new AbortController();
const interrupt = (): void => stop.abort(new Interrupted('interrupted'));
process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
// Whoever read the output (`| head`) has gone: the same as Ctrl+C, and no crash.
process.stdout.on('error', interrupt);
const { isTTY = false, columns = 80 } = process.stdout;
const err = (text: string): boolean => process.stderr.write(text);
const world: World = {
  env: { ...dotEnv(), ...process.env },
  folder,
  repository,
  trainerBuild: join(repository, 'apps/trainer/dist/job'),
  now: Date.now,
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal && { signal }).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : error;
    });
  },
  random: Math.random,
  randomHex: (characters) => randomBytes(characters).toString('hex').slice(0, characters),
  out: (text) => process.stdout.write(text),
  err,
  terminal: { isTerminal: isTTY, hasColour: isTTY && !process.env.NO_COLOR, columns },
  interrupted: stop.signal,
  startLocalCloud: async () =>
    (await import('./local-cloud.ts')).startLocalCloud({ repository, env: process.env, tell: err }),
};
process.exitCode = await (await import('./run.ts')).run(process.argv.slice(2), world);
// A request that is still waiting for its answer would keep the process for half a minute.
if (stop.signal.aborted) process.stdout.write('', () => process.exit());

function dotEnv(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(join(folder, '.env'), 'utf8'));
  } catch {
    return {};
  }
}
