import { type BucketStoreOptions, createBucketStore } from './bucket/bucket-store.ts';
import type { ObjectInfo, ObjectStore } from './contract.ts';
import { createFileStore } from './file/file-store.ts';
import type { ReadStore } from './store-parts.ts';
import { createStreamStore, isStream, STANDARD_INPUT } from './stream/stream-store.ts';
import { bucketUriOf } from './url/url-of.ts';
import { createUrlStore } from './url/url-store.ts';

export interface StoreOptions extends BucketStoreOptions {
  /** The only bucket that is at `apiEndpoint`; every other is Google's. Absent, all are at the endpoint. */
  readonly localBucket?: string | undefined;
}

/** Buckets, files, web addresses and streams behind one store: each URI goes where it belongs. */
export function openStore({ localBucket, ...options }: StoreOptions = {}): ObjectStore {
  const { apiEndpoint: _, projectId: __, ...ofGoogle } = options;
  const here = createBucketStore(options);
  const google = localBucket === undefined ? here : createBucketStore(ofGoogle);
  const files = createFileStore();
  const streams = createStreamStore();
  const urls = createUrlStore(options.retries);
  const storeOf = (uri: string): ObjectStore => {
    if (!uri.startsWith('gs://')) return files;
    return uri.startsWith(`gs://${localBucket}/`) ? here : google;
  };
  const readerOf = (uri: string, object?: ObjectInfo): ReadStore => {
    if (uri === STANDARD_INPUT || (object !== undefined && isStream(object))) return streams;
    return /^https?:/.test(uri) ? urls : storeOf(uri);
  };
  return {
    list: (pattern, calling) => storeOf(pattern).list(pattern, calling),
    info: (uri, calling) => readerOf(bucketUriOf(uri)).info(bucketUriOf(uri), calling),
    look: (object, calling) => readerOf(object.uri, object).look(object, calling),
    open: (object, calling) => readerOf(object.uri, object).open(object, calling),
    write: (uri, body, writing) => storeOf(uri).write(uri, body, writing),
    delete: (uri, calling) => storeOf(uri).delete(uri, calling),
  };
}
