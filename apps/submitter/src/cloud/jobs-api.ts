import type { CustomJobRequest, CustomJobSpec } from './custom-job.ts';

/** google.cloud.aiplatform.v1.JobState without its prefix. */
export type JobState =
  | 'UNSPECIFIED'
  | 'QUEUED'
  | 'PENDING'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELLED'
  | 'PAUSED'
  | 'EXPIRED'
  | 'UPDATING'
  | 'PARTIALLY_SUCCEEDED';

/** A CustomJob as the service describes it. */
export interface Job {
  /** `projects/P/locations/R/customJobs/ID`. */
  readonly name: string;
  readonly id: string;
  readonly displayName: string;
  readonly state: JobState;
  readonly createTimeMs: number;
  /** When it first ran. */
  readonly startTimeMs: number | undefined;
  readonly endTimeMs: number | undefined;
  readonly error: { readonly code: number; readonly message: string } | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly jobSpec: CustomJobSpec;
  readonly encryptionSpec?: { readonly kmsKeyName: string };
  /** Interactive shells of a job with web access that runs: `workerpool0-0` to its address. */
  readonly webAccessUris: Readonly<Record<string, string>>;
}

/** One line of a job's log. */
export interface LogEntry {
  /** RFC 3339 with nine decimals: text order is time order. */
  readonly timestamp: string;
  readonly insertId: string;
  readonly severity: string;
  /** `service`, `workerpool0-0`. */
  readonly task: string;
  readonly message: string;
  /** What a structured line says besides its message. */
  readonly fields: Readonly<Record<string, unknown>>;
}

interface LogQuery {
  readonly project: string;
  readonly filter: string;
  readonly pageToken: string | undefined;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  readonly nextPageToken: string | undefined;
}

/** What the submitter asks of Vertex AI and Cloud Logging. Every method rejects with `ApiError`, and none retries. */
export interface JobsApi {
  create(parent: string, request: CustomJobRequest, signal?: AbortSignal): Promise<Job>;
  get(name: string, signal?: AbortSignal): Promise<Job>;
  /** Newest first, at most `limit`. */
  list(
    parent: string,
    query: { readonly filter?: string; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly Job[]>;
  cancel(name: string, signal?: AbortSignal): Promise<void>;
  /** One page of at most 1000 entries, oldest first. */
  logs(query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
}

export function isTerminal(state: JobState): boolean {
  return ['SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED', 'PARTIALLY_SUCCEEDED'].includes(state);
}
