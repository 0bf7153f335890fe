/** The process's edge: makes the world, runs one command line. */
import { randomBytes } from 'node:crypto';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runAtEdge, runProgram } from '@taxifare/console';
import { SUBMITTER } from './program.ts';
import type { World } from './world.ts';

// Node 20 has none.
nodeModule.enableCompileCache?.();
const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

await runAtEdge(process, async (edge) => {
  const world: World = {
    ...edge,
    repository,
    trainerBuild: join(repository, 'apps/trainer/dist/job'),
    node: process.execPath,
    now: Date.now,
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, signal && { signal }).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : error;
      });
    },
    random: Math.random,
    randomHex: (characters) => randomBytes(characters).toString('hex').slice(0, characters),
    startLocalCloud: async () =>
      (await import('./local-cloud.ts')).startLocalCloud({ repository, env: edge.env, say: edge.err }),
  };
  return await runProgram(SUBMITTER, process.argv.slice(2), world);
});
