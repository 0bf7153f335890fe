/** The process's edge: makes the world, runs one command line. Worker threads start here too. */
import * as nodeModule from 'node:module';
import { availableParallelism, hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { repositoryOf } from './repository.ts';
import type { World } from './world.ts';

const program = new URL(import.meta.url);
const isJob = process.env.CLOUD_ML_JOB_ID !== undefined;
// A job's machine has none, and a job may not look everywhere.
const repository = isJob ? undefined : repositoryOf(fileURLToPath(program));
// At home it starts again and again; a job's machine is new each time. Node 20 has no such cache.
if (repository !== undefined) nodeModule.enableCompileCache?.();

async function main(): Promise<void> {
  // A thread needs none of it.
  const [{ runAtEdge, runProgram }, { TRAINER }, { createLog }] = await Promise.all([
    import('@taxifare/console'),
    import('./program.ts'),
    import('./terminal/log.ts'),
  ]);
  await runAtEdge(process, async (edge) => {
    const world: World = {
      ...edge,
      // Nobody waits before a job, and its standard error is taken for errors.
      ...(isJob && { waiting: () => {} }),
      now: Date.now,
      cores: availableParallelism(),
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
      machine: { platform: process.platform, arch: process.arch, node: process.versions.node },
      saver: { host: hostname(), pid: process.pid, isRunning },
      program,
      repository,
      startLocalCloud: async () => (await import('./local-cloud.ts')).startLocalCloud(repository, edge.env, edge.err),
    };
    const { error } = createLog(world, { isJob, isJson: false });
    return await runProgram(TRAINER, process.argv.slice(2), world, error);
  });
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
