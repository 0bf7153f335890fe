import type { MachineType } from '../settings/machine-type.ts';
import { commandOf, textsAfter } from './trainer-command.ts';

/** How the container gets at the bundle: off the bucket's mount, or downloaded and checked against its hash first. */
type Bootstrap = 'mount' | 'download';

/** What the user asked for, checked; everything about a job but the cloud and the code. */
export interface JobOptions {
  readonly jobName: string;
  readonly image: string;
  readonly machineType: MachineType;
  readonly diskSizeGb: number;
  readonly diskType: string;
  readonly replicas: number;
  readonly timeoutSeconds: number;
  /** The ceiling that was given: the timeout keeps it. */
  readonly maxCostUsd: number | undefined;
  /** The persistent resource whose machines are used, by its id. */
  readonly persistentResource: string | undefined;
  readonly anyBucketLocation: boolean;
  readonly spot: boolean;
  readonly restartOnWorkerRestart: boolean;
  readonly disableRetries: boolean;
  readonly serviceAccount: string | undefined;
  readonly network: string | undefined;
  readonly kmsKey: string | undefined;
  readonly webAccess: boolean;
  readonly bootstrap: Bootstrap;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** `gs://…` URIs or names within the job's bucket; globs are fine. */
  readonly data: readonly string[];
  /** Everything after `--`, for the trainer, as it is. */
  readonly trainerArgs: readonly string[];
}

/** A job about to be submitted. */
export interface SubmitPlan {
  readonly options: JobOptions;
  readonly project: string;
  readonly region: string;
  readonly bucket: string;
  readonly trainingFolder: string;
  readonly bundle: { readonly sha256: string; readonly bytes: number };
  readonly git: { readonly commit: string; readonly dirty: boolean } | undefined;
  /** Names this one submission, so that a job whose answer was lost is found again. */
  readonly submitId: string;
}

/** Where the bundle lies: its name is its content. */
export function bundleUri(plan: Pick<SubmitPlan, 'bucket' | 'trainingFolder' | 'bundle'>): string {
  return `gs://${plan.bucket}/${plan.trainingFolder}/packages/${plan.bundle.sha256}/trainer.mjs`;
}

/** The job's own folder: the trainer's artefacts go to `model/` in it. */
export function outputUri(plan: Pick<SubmitPlan, 'bucket' | 'trainingFolder' | 'options'>): string {
  return `gs://${plan.bucket}/${plan.trainingFolder}/${plan.options.jobName}`;
}

/** The data that the submitter hands over: none where it is named after `--`, for that is meant instead. */
export function dataUris(plan: Pick<SubmitPlan, 'bucket' | 'options'>): readonly string[] {
  if (dataOfTrainer(plan) !== undefined) return [];
  return plan.options.data.map((path) => (path.startsWith('gs://') ? path : `gs://${plan.bucket}/${path}`));
}

/** What `--data` after `--` says, as it was typed; `undefined` where it is not there. Other commands have none but that. */
export function dataOfTrainer({ options }: Pick<SubmitPlan, 'options'>): readonly string[] | undefined {
  const { trainerArgs } = options;
  const named = textsAfter(trainerArgs, 'data');
  return named.length > 0 || commandOf(trainerArgs) !== 'train' ? named : undefined;
}
