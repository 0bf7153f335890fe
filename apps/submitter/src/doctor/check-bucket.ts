import { bucketInfo, grantedPermissions, StorageError } from '@taxifare/gcs';
import { bucketFitOf } from '../cloud/bucket-fit.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { roleFor } from '../cloud/role-for.ts';
import type { Check } from './check.ts';

const NEEDED = ['storage.objects.create', 'storage.objects.delete', 'storage.objects.get', 'storage.objects.list'];
const TIMEOUT_MS = 15_000;

/** The bucket: there, in one region, in the jobs' region. */
export async function checkBucket(cloud: Cloud, interrupted: AbortSignal): Promise<Check> {
  const { bucket, region, project } = cloud;
  const name = 'bucket';
  return await asked(name, cloud, interrupted, async (options) => {
    const info = await bucketInfo(bucket, options);
    if (info === undefined) {
      const fix = `gcloud storage buckets create gs://${bucket} --location=${region} --project=${project}`;
      return { name, result: 'wrong', found: `there is no gs://${bucket}`, fix };
    }
    const fit = bucketFitOf(info, region);
    if (fit.fit === 'good') return { name, result: 'fine', found: `gs://${bucket} is in ${info.location}` };
    return { name, result: 'wrong', found: fit.what, fix: fit.fix };
  });
}

/** What this account may do with the bucket's objects; it may ask that even where it may not see the bucket itself. */
export async function checkBucketAccess(cloud: Cloud, interrupted: AbortSignal): Promise<Check> {
  const name = 'permissions';
  return await asked(name, cloud, interrupted, async (options) => {
    const granted = await grantedPermissions(cloud.bucket, NEEDED, options);
    const lacking = NEEDED.filter((permission) => !granted.includes(permission));
    if (lacking.length === 0) return { name, result: 'fine', found: 'objects of the bucket can be read and written' };
    const fix = `ask for ${roleFor(lacking[0] ?? '')}`;
    return { name, result: 'wrong', found: `lacking ${lacking.join(', ')}`, fix };
  });
}

type Options = Parameters<typeof bucketInfo>[1];

async function asked(
  name: string,
  { bucket, project, endpoints }: Cloud,
  interrupted: AbortSignal,
  ask: (options: Options) => Promise<Check>,
): Promise<Check> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = AbortSignal.any([interrupted, timeout]);
  try {
    return await ask({ apiEndpoint: endpoints.storage, projectId: project, signal });
  } catch (error) {
    if (interrupted.aborted) throw error;
    if (timeout.aborted) {
      const found = `no answer about gs://${bucket} within ${TIMEOUT_MS / 1000} s`;
      return { name, result: 'wrong', found, fix: 'check the network and try again' };
    }
    if (!(error instanceof StorageError)) throw error;
    const isUnknown = error.code === 'no-permission' || error.code === 'no-bucket';
    return { name, result: isUnknown ? 'unknown' : 'wrong', found: error.message };
  }
}
