import type { Answer, Route } from '../http/routes.ts';
import { getLayout, getPolicy, listManagedFolders, setPolicy, testPermissions } from './bucket-policy.ts';
import { createBucket, deleteBucket, getBucket, listBuckets, patchBucket, updateBucket } from './buckets.ts';
import { composeObject } from './compose-object.ts';
import { copyObject, rewriteObject } from './copy-object.ts';
import type { ObjectFolder } from './object-folder.ts';
import { amendObject, deleteObject, readMedia, readObject, sendList } from './objects.ts';
import { REFUSED } from './refused-routes.ts';
import type { StorageCall } from './storage-call.ts';
import { createUploads } from './upload/uploads.ts';

export interface StorageService {
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

const B = '/storage/v1/b/{bucket}';
const O = `${B}/o/{object}`;

/** The Cloud Storage JSON API over a folder. */
export function createStorage(objects: ObjectFolder, sessionMs?: number): StorageService {
  const uploads = createUploads(sessionMs);
  const on =
    (answer: (call: StorageCall, ...parts: string[]) => Promise<void> | void): Answer =>
    (call, ...parts) =>
      answer({ ...call, objects }, ...parts);
  const routes: readonly Route[] = [
    ['GET', '/storage/v1/b', on(listBuckets)],
    ['POST', '/storage/v1/b', on(createBucket)],
    ['GET', B, on(getBucket)],
    ['PATCH', B, on(patchBucket)],
    ['PUT', B, on(updateBucket)],
    ['DELETE', B, on(deleteBucket)],
    ['GET', `${B}/iam`, on(getPolicy)],
    ['PUT', `${B}/iam`, on(setPolicy)],
    ['GET', `${B}/iam/testPermissions`, on(testPermissions)],
    ['GET', `${B}/storageLayout`, on(getLayout)],
    ['GET', `${B}/managedFolders`, on(listManagedFolders)],
    ['GET', `${B}/o`, on(sendList)],
    ['GET', O, on(readObject)],
    ['HEAD', O, on(readObject)],
    ['PATCH', O, on(amendObject)],
    ['PUT', O, on(amendObject)],
    ['DELETE', O, on(deleteObject)],
    ['POST', `${O}/compose`, on(composeObject)],
    ['POST', `${O}/copyTo/b/{bucket}/o/{object}`, on(copyObject)],
    ['POST', `${O}/rewriteTo/b/{bucket}/o/{object}`, on(rewriteObject)],
    // Links to media, and where clients send bytes; gcloud puts `/resumable` before it.
    ['GET', `/download${O}`, on(readMedia)],
    ['HEAD', `/download${O}`, on(readMedia)],
    ['*', `/upload${B}/o`, on(uploads.answer)],
    ['*', `/resumable/upload${B}/o`, on(uploads.answer)],
    ...REFUSED,
  ];
  return { routes, close: uploads.close };
}
