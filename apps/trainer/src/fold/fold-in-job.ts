import type { Log } from '../terminal/log.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Cluster } from './cluster.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { FoldPlan } from './plan.ts';
import { joinCheckpoint } from './reconcile.ts';
import { collectReplicas, openCheckpoint } from './replicas.ts';
import { savePeriodically } from './save-periodically.ts';
import { shareOf } from './share.ts';
import type { ReadOptions } from './sum-planned.ts';

export interface JobOptions {
  readonly cluster: Cluster;
  /** `gs://…`, where the replicas' checkpoints are kept. */
  readonly checkpointDir: string;
  readonly checkpointMs: number;
  /** A replica that writes nothing for so long is given up. */
  readonly replicaTimeoutMs: number;
  /** Names the code in a checkpoint: sums of other code are not these. */
  readonly codeHash: string;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly nowMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Sums what is not done yet of this process's shards. */
export type SumMissing = (done: Checkpoint, options: { signal: AbortSignal; onShard: () => void }) => Promise<number>;

/**
 * This replica's part, kept in the bucket as it grows, and in the primary everyone's. `undefined` in the others.
 */
export async function foldInJob(
  plan: FoldPlan,
  job: JobOptions,
  { store, signal }: ReadOptions,
  sumMissing: SumMissing,
): Promise<{ readonly done: Checkpoint; readonly threads: number } | undefined> {
  const { cluster, log, nowMs, sleep, checkpointMs: everyMs, replicaTimeoutMs: timeoutMs } = job;
  const fingerprint = fingerprintOf(plan, job.codeHash, cluster.replicas);
  const folder = { uri: job.checkpointDir, cluster, fingerprint, store, log };
  const own = await openCheckpoint(folder, shareOf(plan, cluster), signal);
  const saves = savePeriodically(() => own.save({ isComplete: false, signal }), { everyMs, nowMs });
  let threads: number;
  try {
    threads = await sumMissing(own.done, { signal: AbortSignal.any([signal, saves.failed]), onShard: saves.tick });
    await saves.settled();
    await own.save({ isComplete: true, signal });
  } catch (error) {
    await saves.settled();
    // What was done until Ctrl+C, or until the machine is taken away, is not to be done again.
    if (signal.aborted) await own.save({ isComplete: false, signal: AbortSignal.timeout(5000) }).catch(() => {});
    throw error;
  }
  if (cluster.replica !== 0) return undefined;
  await collectReplicas(folder, { signal, sleep, nowMs, timeoutMs }, async (checkpoint) => {
    await joinCheckpoint(own.done, checkpoint, plan, { store, signal });
  });
  return { done: own.done, threads };
}
