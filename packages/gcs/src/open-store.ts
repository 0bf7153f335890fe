import { type BucketStoreOptions, createBucketStore } from './bucket/bucket-store.ts';
import type { ObjectStore } from './contract.ts';
import { createFileStore } from './file/file-store.ts';

/** Buckets and files behind one store: each URI goes where it belongs. */
export function openStore(options: BucketStoreOptions = {}): ObjectStore {
  const buckets = createBucketStore(options);
  const files = createFileStore();
  const storeOf = (uri: string): ObjectStore => (uri.startsWith('gs://') ? buckets : files);
  return {
    list: (pattern, calling) => storeOf(pattern).list(pattern, calling),
    info: (uri, calling) => storeOf(uri).info(uri, calling),
    look: (object, calling) => storeOf(object.uri).look(object, calling),
    open: (object, calling) => storeOf(object.uri).open(object, calling),
    write: (uri, body, writing) => storeOf(uri).write(uri, body, writing),
    delete: (uri, calling) => storeOf(uri).delete(uri, calling),
  };
}
