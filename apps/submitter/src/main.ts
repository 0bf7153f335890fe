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
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Interrupted('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Interrupted('interrupted')));
const { isTTY = false, columns = 80 } = process.stdout;
const world: World = {
  env: { ...dotEnv(), ...process.env },
  folder,
  repository,
  trainerBuild: join(repository, 'apps/trainer/dist'),
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  random: Math.random,
  randomHex: (characters) => randomBytes(characters).toString('hex').slice(0, characters),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: { isTerminal: isTTY, hasColour: isTTY && !process.env.NO_COLOR, columns },
  interrupted: interrupted.signal,
  startLocalCloud: async () => (await import('./local-cloud.ts')).startLocalCloud(repository, process.env),
};
process.exitCode = await (await import('./run.ts')).run(process.argv.slice(2), world);

function dotEnv(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(join(folder, '.env'), 'utf8'));
  } catch {
    return {};
  }
}
