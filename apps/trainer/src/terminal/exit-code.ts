/** What the command line or the environment asks for cannot be done; one line for each problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The run was stopped from outside, and says what it has done until then. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Another replica of this job did not do its part, or this one may not do its own. */
export class ReplicaError extends Error {
  override readonly name = 'ReplicaError';
}

const CODES: Readonly<Record<string, number>> = {
  ConfigError: 2,
  DataError: 3,
  StorageError: 4,
  EmulatorError: 4,
  ReplicaError: 5,
  AbortError: 130,
  Interrupted: 130,
};

/**
 * The table in the README: 0 fine, 1 bug, 2 config, 3 data, 4 storage, 5 job failed, 130 interrupted. By the error's name:
 * a class of a package that was never loaded cannot be thrown.
 */
export function exitCodeOf(error: unknown): number {
  return error instanceof Error ? (CODES[error.name] ?? 1) : 1;
}

/** What to say of an error: a person's sentence, or for a bug the stack. */
export function describeError(error: unknown): string {
  const code = exitCodeOf(error);
  if (error instanceof Error && error.name === 'AbortError') return 'interrupted: nothing was saved';
  if (code === 1) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return error instanceof Error ? error.message : String(error);
}
