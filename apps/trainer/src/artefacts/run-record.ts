import type { Alpha } from '@taxifare/core/model';
import { type ObjectInfo, shownUrl } from '@taxifare/gcs';
import type { Config } from '../config.ts';
import type { DataSums } from '../fold/merge-sums.ts';
import type { World } from '../world.ts';

/** How a model came to be: `run.json`. What the model is stands in `model.json`. */
export interface RunRecord {
  readonly schemaVersion: 1;
  /** SHA-256 of the `model.json` that this run gave, in hexadecimal digits. */
  readonly modelSha256: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  /** From the first byte listed to the last sum merged. */
  readonly readMs: number;
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly code: { readonly version: string; readonly gitCommit: string | null; readonly sha256: string };
  readonly machine: World['machine'] & { readonly cores: number; readonly threads: number };
  /** `maxCostUsd`: the ceiling that the job was submitted with. */
  readonly job: { readonly id: string; readonly replicas: number; readonly maxCostUsd: number | null } | null;
  readonly inputs: readonly {
    readonly uri: string;
    readonly generation: string;
    readonly bytes: number;
    readonly crc32c: string | null;
  }[];
  /** The models whose sums were taken in place of data. */
  readonly models: readonly string[];
  /** What about the inputs was understood although it is unusual, and what is probably wrong: a sentence each. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly firstMalformed: { readonly uri: string; readonly line: number } | null;
  readonly outputs: readonly string[];
  readonly options: {
    readonly data: readonly string[];
    readonly rows: number | null;
    readonly testFraction: number;
    readonly estimator: string;
    readonly alpha: Alpha;
    readonly folds: number;
    readonly fitIntercept: boolean;
    readonly clean: boolean;
    readonly strict: boolean;
  };
}

export interface RunFacts {
  readonly modelSha256: string;
  readonly config: Pick<
    Config,
    | 'data'
    | 'outputs'
    | 'rows'
    | 'testFraction'
    | 'folds'
    | 'fit'
    | 'rules'
    | 'isStrict'
    | 'cluster'
    | 'jobId'
    | 'maxCostUsd'
  >;
  readonly world: Pick<World, 'now' | 'machine' | 'cores'>;
  readonly inputs: readonly ObjectInfo[];
  readonly models?: readonly string[];
  readonly notes?: readonly string[];
  readonly warnings?: readonly string[];
  readonly summary: DataSums['summary'];
  readonly bytes: number;
  readonly firstMalformed: DataSums['firstMalformed'];
  readonly threads: number;
  readonly startMs: number;
  readonly readMs: number;
  readonly code: RunRecord['code'];
}

export function runRecordOf({
  modelSha256,
  config,
  world,
  inputs,
  models = [],
  notes = [],
  warnings = [],
  summary,
  bytes,
  firstMalformed,
  threads,
  startMs,
  readMs,
  code,
}: RunFacts): RunRecord {
  const endMs = world.now();
  // Where nothing was read, nothing was read fast.
  const perSecond = (count: number) => (models.length > 0 ? 0 : Math.round(count / (Math.max(readMs, 1) / 1000)));
  const { cluster, jobId, maxCostUsd, fit } = config;
  return {
    schemaVersion: 1,
    modelSha256,
    startedAt: new Date(startMs).toISOString(),
    endedAt: new Date(endMs).toISOString(),
    durationMs: endMs - startMs,
    readMs,
    rowsPerSecond: perSecond(summary.rows),
    bytesPerSecond: perSecond(bytes),
    code,
    machine: { ...world.machine, cores: world.cores, threads },
    job: jobId === undefined ? null : { id: jobId, replicas: cluster.replicas, maxCostUsd: maxCostUsd ?? null },
    inputs: inputs.map(({ uri, generation, bytes, crc32c = null }) => ({ uri, generation, bytes, crc32c })),
    models,
    notes,
    warnings,
    firstMalformed: firstMalformed ?? null,
    outputs: config.outputs,
    options: {
      data: config.data.map(shownUrl),
      rows: config.rows ?? null,
      testFraction: config.testFraction,
      estimator: fit.estimator,
      alpha: fit.alpha,
      folds: config.folds,
      fitIntercept: fit.fitIntercept,
      clean: config.rules !== undefined,
      strict: config.isStrict,
    },
  };
}
