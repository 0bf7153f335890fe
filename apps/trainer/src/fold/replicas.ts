import { type ObjectInfo, type ObjectStore, readBytes } from '@taxifare/gcs';
import type { Log } from '../terminal/log.ts';
import { type Checkpoint, emptyCheckpoint, shardsDone } from './checkpoint.ts';
import { type CheckpointFile, formatCheckpoint, parseCheckpoint } from './checkpoint-file.ts';
import type { Cluster } from './cluster.ts';
import { ReplicaError } from './replica-error.ts';

export interface CheckpointFolder {
  /** `gs://…`, without a slash at its end. */
  readonly uri: string;
  readonly cluster: Cluster;
  readonly fingerprint: string;
  readonly store: ObjectStore;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** This replica's checkpoint as it grows, and the object in the bucket that it is kept in. */
export interface OwnCheckpoint {
  readonly done: Checkpoint;
  /** Writes what there is. Throws `ReplicaError` if another process writes in this replica's place. */
  save(options: { readonly isComplete: boolean; readonly signal: AbortSignal }): Promise<void>;
}

/** Resumes where an earlier run of this replica ended. */
export async function openCheckpoint(
  folder: CheckpointFolder,
  share: { readonly start: number; readonly end: number },
  signal: AbortSignal,
): Promise<OwnCheckpoint> {
  const { cluster, store, log } = folder;
  const { replica } = cluster;
  const uri = uriOf(folder, replica);
  const last = await readLatest(folder, uri, signal);
  let object = last?.object;
  const found = last?.checkpoint;
  let hasSaved = false;
  if (object !== undefined && found === undefined) log.warn(`${uri}: the checkpoint is damaged; starting over`);
  if (found !== undefined) log.info(`going on from the checkpoint: ${shardsDone(found.done)} shards are done`);
  const done: Checkpoint = found?.done ?? emptyCheckpoint(share);
  let beat = found?.beat ?? 0;
  const save: OwnCheckpoint['save'] = async ({ isComplete, signal }) => {
    beat += 1;
    const body = formatCheckpoint({ fingerprint: folder.fingerprint, replica, beat, isComplete, done });
    const write = async () => {
      const condition = object === undefined ? 'absent' : { generation: object.generation };
      return await store.write(uri, body, { condition, contentType: 'application/octet-stream', signal });
    };
    try {
      object = await write();
    } catch (cause) {
      if (!hasCode(cause, 'precondition')) throw cause;
      // A write of this replica's dead predecessor may still have been on its way: once, and before the first of ours.
      const message = `${uri}: another process works as this replica; this one stops`;
      if (hasSaved) throw new ReplicaError(message, { cause });
      object = await store.info(uri, { signal });
      object = await write();
    }
    hasSaved = true;
  };
  return { done, save };
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly nowMs: () => number;
  /** A replica that writes nothing for so long is given up. */
  readonly timeoutMs: number;
}

const POLL_MS = 1000;

/** Waits until every other replica's checkpoint is complete, and hands each on, in the order of the data. */
export async function collectReplicas(
  folder: CheckpointFolder,
  options: WaitOptions,
  take: (checkpoint: Checkpoint) => Promise<void>,
): Promise<void> {
  const { cluster, store, log } = folder;
  const { signal, nowMs, timeoutMs } = options;
  const waiting = new Map<number, Wait>();
  const complete = new Map<number, Checkpoint>();
  let next = 1;
  for (let replica = 1; replica < cluster.replicas; replica++) {
    waiting.set(replica, { sinceMs: nowMs(), generation: undefined, shards: 0 });
  }
  while (waiting.size > 0) {
    for (const [replica, last] of waiting) {
      const uri = uriOf(folder, replica);
      const object = await store.info(uri, { signal });
      if (object === undefined || object.generation === last.generation) {
        if (nowMs() - last.sinceMs > timeoutMs) throw lost(cluster, replica, last.shards, timeoutMs);
        continue;
      }
      const latest = await readLatest(folder, uri, signal);
      const checkpoint = latest?.checkpoint;
      const generation = latest?.object.generation;
      const shards = checkpoint === undefined ? 0 : shardsDone(checkpoint.done);
      waiting.set(replica, { sinceMs: nowMs(), generation, shards });
      if (checkpoint?.isComplete !== true) continue;
      complete.set(replica, checkpoint.done);
      waiting.delete(replica);
      log.info(`${cluster.taskNames[replica]} is done: ${shards} shards; ${waiting.size} to come`);
    }
    for (let done = complete.get(next); done !== undefined; done = complete.get(next)) {
      await take(done);
      complete.delete(next++);
    }
    if (waiting.size > 0) await options.sleep(POLL_MS, signal);
  }
}

interface Wait {
  readonly sinceMs: number;
  readonly generation: string | undefined;
  readonly shards: number;
}

const MAX_READS = 10;

/** What is there now, be it replaced while it is read; `undefined` where nothing is. */
async function readLatest(
  folder: CheckpointFolder,
  uri: string,
  signal: AbortSignal,
): Promise<{ readonly object: ObjectInfo; readonly checkpoint: CheckpointFile | undefined } | undefined> {
  for (let reads = 1; ; reads++) {
    const object = await folder.store.info(uri, { signal });
    if (object === undefined) return undefined;
    try {
      return { object, checkpoint: await readCheckpoint(folder, object, signal) };
    } catch (error) {
      if (!hasCode(error, 'changed') || reads === MAX_READS) throw error;
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** `undefined` for a damaged one. Throws `ReplicaError` for one of other code, other data or other options. */
async function readCheckpoint(
  folder: CheckpointFolder,
  object: ObjectInfo,
  signal: AbortSignal,
): Promise<CheckpointFile | undefined> {
  const bytes = await readBytes(folder.store, object, {}, { signal });
  const checkpoint = parseCheckpoint(bytes);
  if (checkpoint === undefined || checkpoint.fingerprint === folder.fingerprint) return checkpoint;
  throw new ReplicaError(
    `${object.uri}: the checkpoint is of other code, other data or other options, got ` +
      `${checkpoint.fingerprint.slice(0, 12)}, here ${folder.fingerprint.slice(0, 12)}; submit as a new job`,
  );
}

function uriOf({ uri }: CheckpointFolder, replica: number): string {
  return `${uri}/replica-${replica}.checkpoint`;
}

function lost({ taskNames }: Cluster, replica: number, shards: number, timeoutMs: number): ReplicaError {
  const name = taskNames[replica] ?? `replica ${replica}`;
  return new ReplicaError(
    `${name}: nothing heard of it for ${Math.round(timeoutMs / 1000)} s, its last checkpoint has ${shards} shards; ` +
      'look at its log, then submit again',
  );
}
