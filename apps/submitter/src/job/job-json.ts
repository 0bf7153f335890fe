import { jobConsoleUrl } from '../cloud/console-url.ts';
import type { Job } from '../cloud/jobs-api.ts';

/**
 * A job as `--json` prints it: one shape for list, status and the end of a submit. Times are RFC 3339, absent ones null;
 * a job of this machine has no page in the console.
 */
export function jobJson(job: Job, { isLocal }: { readonly isLocal: boolean }): Readonly<Record<string, unknown>> {
  const time = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
  return {
    name: job.name,
    number: job.id,
    displayName: job.displayName,
    state: job.state,
    createTime: time(job.createTimeMs),
    startTime: time(job.startTimeMs),
    endTime: time(job.endTimeMs),
    error: job.error ?? null,
    labels: job.labels,
    outputUri: job.jobSpec.baseOutputDirectory.outputUriPrefix,
    console: isLocal ? null : jobConsoleUrl(job.name),
    jobSpec: job.jobSpec,
    encryptionSpec: job.encryptionSpec ?? null,
    webAccessUris: job.webAccessUris,
  };
}
