import type { CallOptions } from '../contract.ts';
import { StorageError, wrongAnswer } from '../storage-error.ts';
import type { BucketStoreOptions } from './bucket-store.ts';
import { call } from './call.ts';
import { loadClients } from './clients.ts';
import { retrying, retryPolicy } from './retrying.ts';

export interface BucketInfo {
  readonly name: string;
  /** Upper case: `EUROPE-WEST1`. */
  readonly location: string;
  /** Jobs on Vertex AI work with a 'region' alone. */
  readonly locationType: string;
}

/** Where a bucket is; `undefined` if there is none of that name. Throws `StorageError` for every other trouble. */
export async function bucketInfo(
  name: string,
  { signal, retries, ...options }: BucketStoreOptions & CallOptions = {},
): Promise<BucketInfo | undefined> {
  const uri = `gs://${name}`;
  const { client } = await loadClients(options);
  try {
    const policy = retryPolicy(retries);
    const get = () => call(() => client.bucket(name).getMetadata(), uri, { policy, signal });
    const [{ location, locationType }] = await retrying(get, policy, { signal });
    if (typeof location !== 'string' || typeof locationType !== 'string')
      throw wrongAnswer(uri, 'no location of a bucket');
    return { name, location, locationType };
  } catch (error) {
    if (error instanceof StorageError && (error.code === 'no-bucket' || error.code === 'not-found')) return undefined;
    throw error;
  }
}

/** Which of these permissions on a bucket the credentials have. */
export async function grantedPermissions(
  name: string,
  permissions: readonly string[],
  { signal, retries, ...options }: BucketStoreOptions & CallOptions = {},
): Promise<readonly string[]> {
  const { client } = await loadClients(options);
  const policy = retryPolicy(retries);
  const test = () => client.bucket(name).iam.testPermissions([...permissions]);
  const ask = () => call(test, `gs://${name}`, { policy, signal });
  const [granted] = await retrying(ask, policy, { signal });
  return permissions.filter((permission) => granted[permission] === true);
}
