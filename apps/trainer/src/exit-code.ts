import { DataError } from '@taxifare/core';
import { StorageError } from '@taxifare/gcs';

/** What the command line or the environment asks for cannot be done; one line for each problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The table in the README: 0 fine, 1 bug, 2 config, 3 data, 4 storage, 5 job failed, 130 interrupted. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError) return 2;
  if (error instanceof DataError) return 3;
  if (error instanceof StorageError) return 4;
  if (error instanceof ReplicaError) return 5;
  if (!(error instanceof Error)) return 1;
  if (error.name === 'EmulatorError') return 4;
  return error.name === 'AbortError' ? 130 : 1;
}

/** Another replica of this job did not do its part, or this one may not do its own. */
export class ReplicaError extends Error {
  override readonly name = 'ReplicaError';
}

/** What to say of an error: a person's sentence, or for a bug the stack. */
export function describeError(error: unknown): string {
  const code = exitCodeOf(error);
  if (code === 130) return 'interrupted: nothing was saved';
  if (code === 1) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return error instanceof Error ? error.message : String(error);
}
