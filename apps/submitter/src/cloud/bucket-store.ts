import { type ObjectStore, openStore, type RetryPolicy } from '@taxifare/gcs';

/** Someone waits for the answer: a cloud that is out of reach is told within half a minute. */
const DEADLINE_MS = 20_000;
/** Long enough for a bundle on a slow line. */
const WHOLE_MS = 40_000;

/** The store of the cloud in force. */
export function openBucketStore({
  project,
  endpoint,
  onRetry = () => {},
}: {
  readonly project: string;
  readonly endpoint: string | undefined;
  readonly onRetry?: RetryPolicy['onRetry'];
}): ObjectStore {
  return openStore({
    apiEndpoint: endpoint,
    projectId: project,
    retries: { deadlineMs: DEADLINE_MS, silenceMs: DEADLINE_MS, wholeMs: WHOLE_MS, onRetry },
  });
}
