import { type ObjectStore, openStore } from '@taxifare/gcs';

/** Someone waits for the answer: a cloud that is out of reach is told within half a minute. */
const DEADLINE_MS = 20_000;

/** The store of the cloud in force. */
export function openBucketStore({
  project,
  endpoint,
}: {
  readonly project: string;
  readonly endpoint: string | undefined;
}): ObjectStore {
  return openStore({ apiEndpoint: endpoint, projectId: project, retries: { deadlineMs: DEADLINE_MS } });
}
