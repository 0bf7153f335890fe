import { EmulatorError } from '../emulator-error.ts';
import { isNodeError } from './node-error.ts';

/** An error of the file system as one that names the cloud's folder; any other error as it is. */
export function folderErrorOf(folder: string, cause: unknown): unknown {
  if (!isNodeError(cause) || cause instanceof EmulatorError) return cause;
  const isFull = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  const fix = isFull ? 'the disk is full, free some space or choose another' : 'choose a folder that can be written';
  const message = `${folder}: the local cloud cannot keep its data here, got ${cause.code}; ${fix}`;
  return new EmulatorError('folder-not-writable', message, { cause });
}
