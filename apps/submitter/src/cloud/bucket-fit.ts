import type { BucketInfo } from '@taxifare/gcs';

/** Whether a bucket and the region of a job go together. */
export type BucketFit =
  | { readonly fit: 'good' }
  /**
   * Reports of what the service does differ: it refuses the job (googleapis/python-aiplatform#885,
   * GoogleCloudPlatform/vertex-ai-samples#19), never starts it (python-aiplatform#2003), or runs it
   * (vertex-ai-samples#142). Its documents want one region for both.
   */
  | { readonly fit: 'elsewhere'; readonly what: string; readonly fix: string };

export function bucketFitOf({ name, location, locationType }: BucketInfo, region: string): BucketFit {
  const place = location.toLowerCase();
  if (locationType === 'region' && place === region) return { fit: 'good' };
  const create = `use a bucket in ${region}: gcloud storage buckets create gs://NAME --location=${region}`;
  if (locationType !== 'region') {
    const what = `gs://${name} is in ${location}, a ${locationType}, and Vertex AI wants a bucket in the job's region`;
    return { fit: 'elsewhere', what, fix: create };
  }
  const what = `gs://${name} is in ${location}, the job in ${region}, and Vertex AI wants both in one region`;
  return { fit: 'elsewhere', what, fix: `give --region ${place}, or ${create}` };
}
