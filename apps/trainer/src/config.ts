import type { ColumnOptions } from '@taxifare/core';
import type { FitChoice } from '@taxifare/core/model';
import type { Cluster } from './fold/cluster.ts';
import type { FoldPlan } from './fold/plan.ts';
import type { PreprocessOptions } from './steps/preprocess.ts';

/** What a training is asked to do: parsed once from flags, environment and defaults, then trusted. */
export interface Config extends PreprocessOptions {
  /** `gs://` URIs or absolute paths, globs allowed. */
  readonly data: readonly string[];
  /** Folders and `gs://` prefixes that get the artefacts, in the order in which they are written. */
  readonly outputs: readonly string[];
  /** `undefined`: nothing in this run touches a bucket of the user's. */
  readonly bucket: string | undefined;
  readonly storage: FoldPlan['storage'];
  /** The embedded local cloud has to be there: no bucket was given. */
  readonly isLocalCloud: boolean;
  /** A larger share of the rows dropped for one reason is an error. */
  readonly maxDropped: number | undefined;
  /** Which column is which, where the names do not say it. */
  readonly columns: ColumnOptions;
  readonly fit: FitChoice;
  /** Read no more than so many records. */
  readonly rows: number | undefined;
  readonly isStrict: boolean;
  /** As many as were asked for; `undefined`: one a core, where the data is worth them. */
  readonly threads: number | undefined;
  readonly isJson: boolean;
  readonly jobId: string | undefined;
  /** The ceiling that the job was submitted with: for the record, its timeout keeps it. */
  readonly maxCostUsd: number | undefined;
  readonly cluster: Cluster;
  /** Where a job keeps the sums of finished shards; `undefined` on a machine of one's own. */
  readonly checkpointDir: string | undefined;
  readonly checkpointMs: number;
  /** A replica that keeps silent for so long is given up. */
  readonly replicaTimeoutMs: number;
}
