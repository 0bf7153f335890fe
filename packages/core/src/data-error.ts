/** Where in which data something is wrong. */
export interface DataErrorOptions {
  readonly source?: string | undefined;
  /** Physical line, 1 being the first. */
  readonly line?: number | undefined;
  /** Offset in the source, 0 being the first. */
  readonly byte?: number | undefined;
  readonly cause?: unknown;
}

/** Data that cannot be what it should be; the user who gave it must act. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly source: string | undefined;
  readonly line: number | undefined;
  readonly byte: number | undefined;

  constructor(message: string, options: DataErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.source = options.source;
    this.line = options.line;
    this.byte = options.byte;
  }
}
