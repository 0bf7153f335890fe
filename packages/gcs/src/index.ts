export type { BucketInfo } from './bucket/bucket-info.ts';
export { bucketInfo, grantedPermissions } from './bucket/bucket-info.ts';
export type { BucketStoreOptions } from './bucket/bucket-store.ts';
export { createBucketStore } from './bucket/bucket-store.ts';
export type { ClientOptions } from './bucket/clients.ts';
export type { RetriedFailure, RetryPolicy } from './bucket/retrying.ts';
export { storageRoleFor } from './bucket/role-for.ts';
export { within } from './bucket/within.ts';
export { checkBucketName } from './bucket-name.ts';
export { ContentError } from './content-error.ts';
export type {
  ByteRange,
  ByteSource,
  CallOptions,
  Encoding,
  ObjectInfo,
  ObjectStore,
  UploadMemory,
  WriteCondition,
  WriteOptions,
} from './contract.ts';
export { checkEndpoint } from './endpoint.ts';
export { createFileStore } from './file/file-store.ts';
export { versionOf } from './file/generation.ts';
export { makeFolder } from './file/make-folder.ts';
export type { ObjectUri } from './object-uri.ts';
export { isGlob, literalPrefix, parseObjectUri } from './object-uri.ts';
export type { StoreOptions } from './open-store.ts';
export { openStore } from './open-store.ts';
export { readBytes } from './read-bytes.ts';
export type { SummedRange } from './source/range-sum.ts';
export { joinRanges, RangeSum, verifyRanges } from './source/range-sum.ts';
export type { StorageErrorCode, StorageErrorOptions } from './storage-error.ts';
export { StorageError } from './storage-error.ts';
export { storageErrorOf } from './storage-error-of.ts';
export { STANDARD_INPUT } from './stream/stream-store.ts';
export { bucketUriOf, shownUrl, urlOf } from './url/url-of.ts';
export { withoutSecrets } from './without-secrets.ts';
