import type { ObjectInfo } from './contract.ts';

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
  | 'unreachable'
  | 'timeout'
  | 'no-space'
  | 'not-a-file'
  | 'refused';

export interface StorageErrorOptions {
  readonly code: StorageErrorCode;
  readonly uri: string;
  /** Where (the URI), what was wrong, what was got. */
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
  /** What was wrong, without where and what to do. */
  readonly what: string;
  readonly hint: string | undefined;

  constructor({ code, uri, message, hint, cause }: StorageErrorOptions) {
    super(hint === undefined ? message : `${message}; ${hint}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.uri = uri;
    this.what = message.startsWith(`${uri}: `) ? message.slice(uri.length + 2) : message;
    this.hint = hint;
  }
}

/** The object is another one than the one that was asked for. */
export function changed({ uri, generation }: ObjectInfo, now: string): StorageError {
  const message = `${uri}: changed while it was read, generation ${generation} became ${now}`;
  return new StorageError({ code: 'changed', uri, message, hint: 'run again when it is at rest' });
}

/** A server gave something else than what was asked for. */
export function wrongAnswer(uri: string, what: string): StorageError {
  const message = `${uri}: the server gave another answer than asked for, got ${what}`;
  const hint = 'try again; if it stays, look for a proxy in between';
  return new StorageError({ code: 'corrupt', uri, message, hint });
}

/** The bytes ended before their end. */
export function cutAt({ uri, bytes }: ObjectInfo, byte: number, cause?: Error): StorageError {
  const message = `${uri}: the body broke off at byte ${byte} of ${bytes}`;
  return new StorageError({ code: 'cut', uri, message, hint: 'check the network and try again', cause });
}
