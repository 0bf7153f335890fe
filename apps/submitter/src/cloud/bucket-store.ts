import { type ObjectStore, openStore } from '@taxifare/gcs';

/** The store of the cloud in force. */
export function openBucketStore({
  project,
  endpoint,
}: {
  readonly project: string;
  readonly endpoint: string | undefined;
}): ObjectStore {
  return openStore({ apiEndpoint: endpoint, projectId: project });
}
