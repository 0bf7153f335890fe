import { EXIT, exitCodeOf } from './exit-codes.ts';

/** An error as its reader needs it: a problem a line, the stack of a bug alone, nothing where nobody reads. */
export function linesOfError(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  const code = exitCodeOf(error);
  if (code === EXIT.bug) return ['a bug of ours:', ...(error.stack ?? error.message).split('\n')];
  if (error.name === 'AbortError') return ['interrupted'];
  if (error.name === 'Interrupted' && Reflect.get(error, 'by') === 'reader') return [];
  return error.message.split('\n');
}
