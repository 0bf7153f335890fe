/** The process's edge: makes the world, runs one command line, says how it ended. Worker threads start here too. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { availableParallelism, hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { repositoryOf } from './repository.ts';
import type { World } from './world.ts';

async function main(): Promise<void> {
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  // Whoever read the output (`| head`) has gone: the same as Ctrl+C, and no crash.
  process.stdout.on('error', interrupt);
  const { isTTY = false, columns = 80 } = process.stdout;
  const program = new URL(import.meta.url);
  const repository = repositoryOf(fileURLToPath(program));
  // At home it starts again and again; a job's machine is new each time.
  if (repository !== undefined) enableCompileCache();
  const world: World = {
    env: { ...dotEnv(cwd), ...process.env },
    cwd,
    out: (text) => process.stdout.write(text),
    write: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
    err: (text) => process.stderr.write(text),
    terminal: { isTerminal: isTTY && process.stderr.isTTY, hasColour: isTTY && !process.env.NO_COLOR, columns },
    now: () => new Date(),
    cores: availableParallelism(),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    signal: interrupted.signal,
    machine: { platform: process.platform, arch: process.arch, node: process.versions.node },
    saver: { host: hostname(), pid: process.pid, isRunning },
    program,
    repository,
    startLocalCloud: async () => (await import('./local-cloud.ts')).startLocalCloud(repository, process.env),
  };
  process.exitCode = await (await import('./run.ts')).run(process.argv.slice(2), world);
}

function dotEnv(folder: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(`${folder}/.env`, 'utf8'));
  } catch {
    return {};
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's may not be asked after, and is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function thread(port: MessagePort): Promise<void> {
  await (await import('./fold/run-thread.ts')).runThread(workerData, port);
}

// Whatever is thrown is a bug: Node prints its stack, and ends with 1.
void (parentPort === null ? main() : thread(parentPort));
