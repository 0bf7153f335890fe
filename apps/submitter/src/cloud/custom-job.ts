/** A CustomJob as the REST API takes it (google.cloud.aiplatform.v1.CustomJob in proto3 JSON): what `--dry-run` prints. */
export interface CustomJobRequest {
  readonly displayName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly jobSpec: CustomJobSpec;
  readonly encryptionSpec?: { readonly kmsKeyName: string };
}

export interface CustomJobSpec {
  readonly workerPoolSpecs: readonly WorkerPoolSpec[];
  readonly scheduling: Scheduling;
  readonly baseOutputDirectory: { readonly outputUriPrefix: string };
  readonly serviceAccount?: string;
  readonly network?: string;
  /** A persistent resource's id: the job runs on its machines. */
  readonly persistentResourceId?: string;
  readonly enableWebAccess?: boolean;
}

export interface WorkerPoolSpec {
  readonly machineSpec: { readonly machineType: string };
  /** An int64, which proto3 JSON writes as a string. */
  readonly replicaCount: string;
  readonly diskSpec: { readonly bootDiskType: string; readonly bootDiskSizeGb: number };
  readonly containerSpec: ContainerSpec;
}

interface ContainerSpec {
  readonly imageUri: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

export interface Scheduling {
  /** `"3600s"`. */
  readonly timeout: string;
  readonly strategy?: 'SPOT' | 'FLEX_START';
  readonly restartJobOnWorkerRestart?: boolean;
  readonly disableRetries?: boolean;
}
