import { StorageError, type StorageErrorCode } from './storage-error.ts';

const WORDS: Readonly<Record<string, readonly [StorageErrorCode, message: string, hint: string]>> = {
  ENOENT: ['not-found', 'no such file or folder', 'check the path'],
  EACCES: ['no-permission', 'not allowed', 'change its permissions, or choose another place'],
  ERR_ACCESS_DENIED: ['no-permission', 'a job cannot read or write there', 'give gs://BUCKET/NAME'],
  EPERM: ['no-permission', 'not allowed', 'change its permissions, or choose another place'],
  EROFS: ['no-permission', 'the disk is read-only', 'choose another place'],
  ENOSPC: ['no-space', 'the disk is full', 'make room; what was there before is as it was'],
  EDQUOT: ['no-space', 'the quota of the disk is used up', 'make room; what was there before is as it was'],
  EFBIG: ['no-space', 'larger than a file may be', 'choose another place'],
  EISDIR: ['not-a-file', 'a folder, not a file', 'name a file in it, or FOLDER/*.csv'],
  ENOTDIR: ['not-a-file', 'a part of the path is a file, not a folder', 'check the path'],
  EEXIST: ['not-a-file', 'a file is where a folder has to be', 'move it away, or choose another place'],
  ENAMETOOLONG: ['bad-name', 'a name that the disk does not take', 'shorten it'],
  ELOOP: ['bad-name', 'symbolic links that go in circles', 'check the path'],
  EMFILE: ['unavailable', 'too many files are open', 'raise the limit (ulimit -n)'],
};

/** An error of Node's file system in this package's words; others come back as they are. */
export function storageErrorOf(error: unknown, path: string): unknown {
  if (error instanceof StorageError || !(error instanceof Error && 'code' in error && typeof error.code === 'string'))
    return error;
  const [code, message, hint] = WORDS[error.code] ?? ['refused', `the disk says ${error.code}`, 'look at it'];
  return new StorageError({
    code: code as StorageErrorCode,
    uri: path,
    message: `${path}: ${message}`,
    hint,
    cause: error,
  });
}
