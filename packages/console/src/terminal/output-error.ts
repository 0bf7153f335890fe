const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'larger than a file may be',
  EROFS: 'the disk is read-only',
  EIO: 'the disk or the terminal does not take it (EIO)',
};

/** Standard output could not be written, for another reason than that nobody reads it any more. */
export class OutputError extends Error {
  override readonly name = 'OutputError';

  constructor(cause: NodeJS.ErrnoException) {
    const reason = REASONS[cause.code ?? ''] ?? `it cannot be written (${cause.code ?? cause.message})`;
    super(`standard output: ${reason}; what was printed is not whole, write it somewhere else`, { cause });
  }
}
