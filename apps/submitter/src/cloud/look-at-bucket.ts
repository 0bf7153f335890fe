import { bucketInfo, StorageError } from '@taxifare/gcs';
import { type BucketFit, bucketFitOf } from './bucket-fit.ts';
import type { Cloud } from './cloud.ts';

/** A courtesy: nobody waits long for it. */
const TIMEOUT_MS = 6000;

/** How the bucket fits the jobs' region. Where nobody may ask, or the bucket is not there, the calls that follow say so. */
export async function lookAtBucket(
  { bucket, region, project, endpoints }: Pick<Cloud, 'bucket' | 'region' | 'project' | 'endpoints'>,
  interrupted: AbortSignal,
): Promise<BucketFit> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = AbortSignal.any([interrupted, timeout]);
  try {
    const info = await bucketInfo(bucket, { apiEndpoint: endpoints.storage, projectId: project, signal });
    return info === undefined ? { fit: 'good' } : bucketFitOf(info, region);
  } catch (error) {
    if (!interrupted.aborted && (timeout.aborted || error instanceof StorageError)) return { fit: 'good' };
    throw error;
  }
}
