import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { storageApiError } from '../api-error.ts';
import { readJsonObject, sendJson } from '../json-body.ts';
import type { BucketRecord } from './bucket-record.ts';
import { noBucket } from './no-bucket.ts';
import type { ObjectFolder } from './object-folder.ts';

interface AspectCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly bucket: string;
  /** What follows the bucket's name: `iam`, `iam/testPermissions`, `storageLayout`, `managedFolders`. */
  readonly aspect: string;
  readonly objects: ObjectFolder;
}

/** What is asked of buckets besides themselves. Policies are kept and given back; everyone may do everything. */
export async function bucketAspect({ request, response, url, bucket, aspect, objects }: AspectCall): Promise<void> {
  const { method } = request;
  const policy = method === 'PUT' && aspect === 'iam' ? await readJsonObject(request) : undefined;
  const found = objects.bucket(bucket);
  if (found === undefined) throw noBucket();
  if (policy !== undefined) {
    const updated = { ...found, policy };
    await objects.putBucket(updated);
    return sendJson(response, 200, policyOf(updated));
  }
  if (method !== 'GET') throw storageApiError(405, 'methodNotAllowed', `Method ${method} is not allowed here.`);
  if (aspect === 'iam') return sendJson(response, 200, policyOf(found));
  if (aspect === 'iam/testPermissions') {
    const permissions = url.searchParams.getAll('permissions');
    return sendJson(response, 200, { kind: 'storage#testIamPermissionsResponse', permissions });
  }
  if (aspect === 'storageLayout') {
    const { location } = found;
    const layout = { kind: 'storage#storageLayout', bucket, location, hierarchicalNamespace: { enabled: false } };
    return sendJson(response, 200, layout);
  }
  // gcloud looks for them before it takes a bucket away.
  if (aspect === 'managedFolders') return sendJson(response, 200, { kind: 'storage#managedFolders', items: [] });
  throw storageApiError(404, 'notFound', 'Not Found');
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
