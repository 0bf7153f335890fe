import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectFolder } from '../storage/object-folder.ts';
import type { CustomJob } from './custom-job.ts';
import { permissionsOf } from './job-permissions.ts';
import { killProcessesAt, signalGroup } from './leftover-processes.ts';
import { mounted } from './mounted.ts';
import { programOf } from './node-image.ts';
import { readLines } from './read-lines.ts';
import { type ReplicaPlace, replicaEnvironment, taskNameOf } from './replica-environment.ts';
import type { Watchdog } from './watchdog.ts';

export interface ReplicaOptions {
  readonly job: CustomJob;
  readonly place: ReplicaPlace;
  /** The job's own folder on disk. */
  readonly folder: string;
  readonly objects: ObjectFolder;
  readonly environment: Readonly<Record<string, string>>;
  readonly graceMs: number;
  readonly watchdog: Watchdog;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** How a container ended. */
export interface ReplicaEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The command could not be started at all. */
  readonly problem?: string;
}

export interface Replica {
  readonly ended: Promise<ReplicaEnd>;
  /** SIGTERM, and SIGKILL when the grace period is over. */
  stop(): void;
}

/** Runs a replica's command in an empty folder, as a list of words, with nothing of this process's own environment. */
export async function runReplica(options: ReplicaOptions): Promise<Replica> {
  const { job, place, objects, environment, onLine, watchdog } = options;
  const home = join(options.folder, taskNameOf(place));
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true, mode: 0o700 });
  const temporary = join(options.folder, 'tmp', taskNameOf(place));
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const container = job.jobSpec.workerPoolSpecs[place.pool]?.containerSpec;
  if (container === undefined) throw new RangeError(`runReplica: no container in pool ${place.pool}`);
  // Node follows the links of its program's path one by one, which a job may not.
  const real = await realpath(options.folder);
  const [program = 'node', ...words] = await Promise.all(
    programOf(container).map((word) => mounted(word, real, objects)),
  );
  // The image's node is the one that runs this.
  const node = dirname(process.execPath);
  const [command, args] =
    program === 'node' ? [process.execPath, [...permissionsOf(options.folder), ...words]] : [program, words];
  const own = { PATH: `${node}:/usr/local/bin:/usr/bin:/bin`, HOME: home, TMPDIR: temporary };
  const child = spawn(command, args, {
    cwd: home,
    env: { ...own, ...replicaEnvironment(job, place, environment) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid !== undefined) watchdog.watch(child.pid);
  const read = [
    readLines(child.stdout, (line) => onLine(line, 'stdout')),
    readLines(child.stderr, (line) => onLine(line, 'stderr')),
  ];
  return { ended: endOf(child, read, home, watchdog), stop: () => stop(child, options.graceMs) };
}

/** What is in the pipes of a process that has ended is read within so long. */
const DRAIN_MS = 2000;

function endOf(
  child: ChildProcess,
  read: readonly Promise<void>[],
  home: string,
  watchdog: Watchdog,
): Promise<ReplicaEnd> {
  const drained = Promise.allSettled(read);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, signal: null, problem: error.message }));
    child.on('exit', async (code, signal) => {
      // What the container left behind ends with it. Who keeps its pipes open all the same is not waited for.
      if (child.pid !== undefined) {
        signalGroup(child.pid, 'SIGKILL');
        watchdog.forget(child.pid);
      }
      killProcessesAt(home);
      await Promise.race([drained, sleep(DRAIN_MS, undefined, { ref: false })]);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ code, signal });
    });
  });
}

function stop(child: ChildProcess, graceMs: number): void {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  child.once('exit', () => clearTimeout(timer));
}
