import { EmulatorError } from '../emulator-error.ts';
import { isNodeError } from './node-error.ts';

/** An error of the file system as one that names the cloud's folder; any other error as it is. */
export function folderErrorOf(folder: string, cause: unknown): unknown {
  if (!isNodeError(cause) || cause instanceof EmulatorError) return cause;
  const message = `${folder}: the local cloud cannot keep its data here, got ${cause.code}; choose a folder that can be written`;
  return new EmulatorError('folder-not-writable', message, { cause });
}
