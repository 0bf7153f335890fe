export interface ContentErrorOptions {
  readonly uri: string;
  /** What was wrong, what was got. */
  readonly what: string;
  /** What to do about it. */
  readonly hint: string;
  readonly cause?: unknown;
}

/** The bytes are those that are stored, but what they are packed in is damaged, or is nothing that can be read. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly uri: string;
  readonly hint: string;

  constructor({ uri, what, hint, cause }: ContentErrorOptions) {
    super(`${uri}: ${what}; ${hint}`, cause === undefined ? undefined : { cause });
    this.uri = uri;
    this.hint = hint;
  }
}
