import type { BucketInfo } from '@taxifare/gcs';

/** Whether a bucket and the region of a job go together. */
export type BucketFit =
  | { readonly fit: 'good' }
  /** It works, and costs: every byte crosses regions. */
  | { readonly fit: 'far'; readonly what: string; readonly fix: string }
  /** Dual- and multi-region buckets are not mounted ("Cloud Storage as a mounted file system", known limits). */
  | { readonly fit: 'not-mountable'; readonly what: string; readonly fix: string };

export function bucketFitOf({ name, location, locationType }: BucketInfo, region: string): BucketFit {
  const what = `gs://${name} is in ${location}`;
  const create = `gcloud storage buckets create gs://NAME --location=${region}`;
  if (locationType !== 'region') {
    const fix = `give --bootstrap download, or use a bucket in ${region}: ${create}`;
    return { fit: 'not-mountable', what: `${what}, a ${locationType}, which jobs cannot mount`, fix };
  }
  if (location.toLowerCase() === region) return { fit: 'good' };
  const fix = `give --region ${location.toLowerCase()}, or use a bucket in ${region}: ${create}`;
  return { fit: 'far', what: `${what}, jobs run in ${region}`, fix };
}
