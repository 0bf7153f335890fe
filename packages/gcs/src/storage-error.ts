/** What kind of trouble it is; who acts on it is in the error's own words. */
export type StorageErrorCode =
  | 'bad-name'
  | 'not-found'
  | 'no-bucket'
  | 'no-credentials'
  | 'no-permission'
  | 'changed'
  | 'precondition'
  | 'corrupt'
  | 'cut'
  | 'rate-limited'
  | 'unavailable'
  | 'timeout'
  | 'no-space'
  | 'not-a-file'
  | 'refused';

export interface StorageErrorOptions {
  readonly code: StorageErrorCode;
  readonly uri: string;
  /** Where, what was wrong, what was got. */
  readonly message: string;
  /** What to do about it; follows the message after a semicolon. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** The world outside did not do as asked; the operator must act. Never carries a credential. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  readonly uri: string;
  readonly hint: string | undefined;

  constructor({ code, uri, message, hint, cause }: StorageErrorOptions) {
    super(hint === undefined ? message : `${message}; ${hint}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.uri = uri;
    this.hint = hint;
  }
}
