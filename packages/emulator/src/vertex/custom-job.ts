/** A CustomJob in the API's JSON form: enums by name, durations `3600s`, 64-bit numbers as text. */
export interface CustomJob {
  readonly name: string;
  readonly displayName: string;
  readonly jobSpec: JobSpec;
  readonly state: JobState;
  readonly createTime: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly updateTime: string;
  readonly error?: { readonly code: number; readonly message: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly encryptionSpec?: Readonly<Record<string, unknown>>;
}

export type JobState =
  | 'JOB_STATE_QUEUED'
  | 'JOB_STATE_PENDING'
  | 'JOB_STATE_RUNNING'
  | 'JOB_STATE_SUCCEEDED'
  | 'JOB_STATE_FAILED'
  | 'JOB_STATE_CANCELLING'
  | 'JOB_STATE_CANCELLED';

export interface JobSpec {
  readonly workerPoolSpecs: readonly WorkerPool[];
  readonly scheduling?: Scheduling;
  readonly baseOutputDirectory?: { readonly outputUriPrefix: string };
  readonly [other: string]: unknown;
}

export interface WorkerPool {
  readonly machineSpec?: { readonly machineType: string };
  readonly replicaCount?: string;
  readonly containerSpec?: ContainerSpec;
  readonly diskSpec?: Readonly<Record<string, unknown>>;
}

export interface ContainerSpec {
  readonly imageUri: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

export interface Scheduling {
  readonly timeout?: string;
  readonly strategy?: string;
  readonly restartJobOnWorkerRestart?: boolean;
  readonly disableRetries?: boolean;
  readonly maxWaitDuration?: string;
}

export const FINAL_STATES: ReadonlySet<JobState> = new Set([
  'JOB_STATE_SUCCEEDED',
  'JOB_STATE_FAILED',
  'JOB_STATE_CANCELLED',
]);

export function jobIdOf({ name }: CustomJob): string {
  return name.split('/').at(-1) ?? '';
}

/** `3600s` in milliseconds; `undefined` for what is no duration. */
export function durationMs(text: string | undefined): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
