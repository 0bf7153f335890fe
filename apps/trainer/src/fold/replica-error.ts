/** Another replica of this job did not do its part, or this one may not do its own. */
export class ReplicaError extends Error {
  override readonly name = 'ReplicaError';
}
