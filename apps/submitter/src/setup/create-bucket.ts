import { ConfigError } from '@taxifare/console';
import { ApiError } from '../cloud/api-error.ts';
import { bucketFitOf } from '../cloud/bucket-fit.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { type Json, textIn } from '../cloud/rest-api.ts';
import type { ProjectApis } from './project-apis.ts';
import type { Step } from './step.ts';

/** The bucket, in the region of the jobs. Bucket names are the world's: one of this name may be somebody else's. */
export function createBucket({ bucket, region, project }: Cloud, { buckets, projects }: ProjectApis): Step {
  return {
    name: 'bucket',
    gcloud: `gcloud storage buckets create gs://${bucket} --location=${region} --project=${project} --uniform-bucket-level-access`,
    isDone: async () => {
      const found = await foundBucket(buckets, bucket);
      if (found === undefined) return false;
      const { projectNumber } = await projects.call('GET', `projects/${project}`);
      if (found.projectNumber !== undefined && String(found.projectNumber) !== String(projectNumber))
        throw taken(bucket);
      const [location, locationType] = [textIn(found, 'location'), textIn(found, 'locationType')];
      const fit = bucketFitOf({ name: bucket, location, locationType }, region);
      if (fit.fit === 'good') return true;
      throw new ConfigError([{ where: '--bucket', what: fit.what, fix: fit.fix }]);
    },
    act: async () => {
      const iamConfiguration = { uniformBucketLevelAccess: { enabled: true } };
      const request = { name: bucket, location: region, iamConfiguration };
      textIn(await buckets.call('POST', `b?project=${project}`, request), 'name');
    },
  };
}

async function foundBucket(buckets: ProjectApis['buckets'], bucket: string): Promise<Json | undefined> {
  try {
    return await buckets.call('GET', `b/${bucket}`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'NOT_FOUND') return undefined;
    throw error.code === 'PERMISSION_DENIED' ? taken(bucket, error) : error;
  }
}

function taken(bucket: string, cause?: unknown): ConfigError {
  const what = "a bucket of that name is another project's, or you may not see it";
  const fix = 'choose another name, or ask for roles/storage.bucketViewer on it';
  return new ConfigError([{ where: '--bucket', what, got: bucket, fix }], { cause });
}
