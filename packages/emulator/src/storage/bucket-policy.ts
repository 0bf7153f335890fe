import { createHash } from 'node:crypto';
import { readJsonObject, sendJson } from '../http/json-body.ts';
import type { BucketRecord } from './bucket-record.ts';
import { existingBucket } from './buckets.ts';
import type { StorageCall } from './storage-call.ts';

/** `GET …/iam`. Policies are kept and given back; everyone may do everything. */
export function getPolicy({ response, objects }: StorageCall, bucket: string): void {
  sendJson(response, 200, policyOf(existingBucket(objects, bucket)));
}

/** `PUT …/iam`. */
export async function setPolicy({ request, response, objects }: StorageCall, bucket: string): Promise<void> {
  const policy = await readJsonObject(request);
  sendJson(response, 200, policyOf(await objects.changeBucket(bucket, (now) => ({ ...now, policy }))));
}

/** `GET …/iam/testPermissions`. */
export function testPermissions({ response, url, objects }: StorageCall, bucket: string): void {
  existingBucket(objects, bucket);
  const permissions = url.searchParams.getAll('permissions');
  sendJson(response, 200, { kind: 'storage#testIamPermissionsResponse', permissions });
}

/** `GET …/storageLayout`. */
export function getLayout({ response, objects }: StorageCall, bucket: string): void {
  const { location } = existingBucket(objects, bucket);
  sendJson(response, 200, {
    kind: 'storage#storageLayout',
    bucket,
    location,
    hierarchicalNamespace: { enabled: false },
  });
}

/** `GET …/managedFolders`: gcloud looks for them before it takes a bucket away, and there are none. */
export function listManagedFolders({ response, objects }: StorageCall, bucket: string): void {
  existingBucket(objects, bucket);
  sendJson(response, 200, { kind: 'storage#managedFolders', items: [] });
}

function policyOf({ name, policy }: BucketRecord): Record<string, unknown> {
  const etag = createHash('sha256')
    .update(JSON.stringify(policy ?? {}))
    .digest('base64')
    .slice(0, 16);
  return {
    version: 1,
    bindings: [],
    ...policy,
    kind: 'storage#policy',
    resourceId: `projects/_/buckets/${name}`,
    etag,
  };
}
