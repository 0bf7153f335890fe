import { addPicture, PICTURE_LENGTH } from '@taxifare/core';
import type { ObjectStore } from '@taxifare/gcs';
import type { Config } from '../config.ts';
import type { Log } from '../terminal/log.ts';
import type { World } from '../world.ts';
import { fingerprintOf } from './fingerprint.ts';
import { foldFirstRows } from './fold-first-rows.ts';
import type { FoldPlan } from './fold-plan.ts';
import { foldShards } from './fold-shards.ts';
import { type MergedShards, mergeShards } from './merge-shards.ts';
import type { Progress } from './replicas.ts';
import type { ShardOutcome } from './shard-result.ts';

export interface FoldDataOptions {
  readonly config: Config;
  readonly world: World;
  readonly store: ObjectStore;
  readonly log: Log;
  /** What names the code in a checkpoint. */
  readonly codeHash: string;
}

export interface FoldedData extends MergedShards {
  readonly picture: Uint32Array;
  readonly shards: number;
  /** On how many threads this process worked. */
  readonly threads: number;
}

/** The sums of the whole data; `undefined` in a replica that is not the primary, once its own part is in the bucket. */
export async function foldData(plan: FoldPlan, options: FoldDataOptions): Promise<FoldedData | undefined> {
  const { config, world, store } = options;
  const { signal } = world;
  const merging = { store, signal, isStrict: config.isStrict };
  if (config.rows !== undefined) {
    const picture = new Uint32Array(PICTURE_LENGTH);
    const first = await foldFirstRows(config.rows, plan, { store, signal, picture });
    const merged = await mergeShards(first.plan, first.outcomes, picture, merging);
    return { ...merged, picture, shards: first.plan.shards.length, threads: 1 };
  }
  const { checkpointDir } = config;
  const folded =
    checkpointDir === undefined ? await foldInMemory(plan, options) : await foldInJob(plan, checkpointDir, options);
  if (folded === undefined) return undefined;
  const { progress, threads } = folded;
  const outcomes = plan.shards.map(({ index }) => progress.shards.get(index));
  const merged = await mergeShards(plan, outcomes, progress.picture, merging);
  return { ...merged, picture: progress.picture, shards: plan.shards.length, threads };
}

type Sums = Pick<Progress, 'shards' | 'picture' | 'add'>;

interface Folded {
  readonly progress: Sums;
  readonly threads: number;
}

async function foldInMemory(plan: FoldPlan, options: FoldDataOptions): Promise<Folded> {
  const shards = new Map<number, ShardOutcome>();
  const picture = new Uint32Array(PICTURE_LENGTH);
  const add: Sums['add'] = (index, outcome, counts) => {
    shards.set(index, outcome);
    if (counts !== undefined) addPicture(picture, counts);
  };
  const progress = { shards, picture, add };
  return { progress, threads: await foldMissing(plan, progress, options) };
}

/** This replica's part, kept in the bucket as it grows; in the primary everyone's. */
async function foldInJob(
  plan: FoldPlan,
  uri: string,
  { config, world, store, log, codeHash }: FoldDataOptions,
): Promise<Folded | undefined> {
  const { collectReplicas, openProgress } = await import('./replicas.ts');
  const { cluster } = config;
  const { signal } = world;
  const fingerprint = fingerprintOf(plan, codeHash, cluster.replicas);
  const folder = { uri, cluster, fingerprint, store, log };
  const progress = await openProgress(folder, signal);
  const nowMs = () => world.now().getTime();
  let savedMs = nowMs();
  let saving: Promise<void> | undefined;
  const failed = new AbortController();
  let threads = 0;
  const onShard = () => {
    if (saving !== undefined || nowMs() - savedMs < config.checkpointMs) return;
    savedMs = nowMs();
    saving = progress.save({ isComplete: false, signal }).then(
      () => {
        saving = undefined;
      },
      (error: unknown) => failed.abort(error),
    );
  };
  try {
    const either = AbortSignal.any([signal, failed.signal]);
    threads = await foldMissing(plan, progress, { config, world, store, log, onShard, signal: either });
    await saving;
    await progress.save({ isComplete: true, signal });
  } catch (error) {
    await saving;
    // What was done until Ctrl+C, or until the machine is taken away, is not to be done again.
    if (signal.aborted) await progress.save({ isComplete: false, signal: AbortSignal.timeout(5000) }).catch(() => {});
    throw error;
  }
  if (cluster.replica !== 0) return undefined;
  await collectReplicas(folder, progress, { signal, sleep: world.sleep, nowMs, timeoutMs: config.replicaTimeoutMs });
  return { progress, threads };
}

interface FoldMissingOptions extends Pick<FoldDataOptions, 'config' | 'world' | 'store' | 'log'> {
  readonly onShard?: () => void;
  readonly signal?: AbortSignal;
}

/** Folds those of this replica's shards that are not done; answers on how many threads. */
async function foldMissing(plan: FoldPlan, sums: Sums, options: FoldMissingOptions): Promise<number> {
  const { config, world, store, log, onShard, signal = world.signal } = options;
  const { replica, replicas } = config.cluster;
  const own = plan.shards.filter(({ index }) => index % replicas === replica);
  const missing = own.filter(({ index }) => !sums.shards.has(index));
  const total = missing.length;
  let done = 0;
  return await foldShards(missing, plan, {
    threads: config.threads,
    cores: config.cores,
    program: world.program,
    store,
    signal,
    onShard: (index, outcome, picture) => {
      sums.add(index, outcome, picture);
      done += 1;
      log.progress(done, total);
      onShard?.();
    },
  });
}
