import { Interrupted } from '@taxifare/console';
import { StorageError } from '@taxifare/gcs';

/** What is said where a place may have files of two trainings now, and where the new one is whole. */
export function halfWay(
  error: unknown,
  { folder, staged, signal }: { readonly folder: string; readonly staged: string; readonly signal: AbortSignal },
): unknown {
  const state = `${folder} may have files of two trainings now, all of the new one are in ${staged}`;
  if (signal.aborted) return new Interrupted('signal', `interrupted: ${state}`, { cause: error });
  return error instanceof StorageError ? withHint(error, state) : error;
}

/** The same error, with more to say. */
export function withHint(error: StorageError, hint: string): StorageError {
  const { code, uri, message } = error;
  return new StorageError({ code, uri, message, hint, cause: error });
}
