import { EXIT, exitCodeOf } from './exit-code.ts';
import type { Paint } from './output/paint.ts';

/** An error as its reader needs it: every problem a line, and the stack only of a bug. */
export function formatError(error: unknown, paint: Paint): readonly string[] {
  if (!(error instanceof Error)) return [paint.bad(`submitter: ${String(error)}`)];
  if (error.name === 'AbortError') return [paint.warn('interrupted')];
  if (exitCodeOf(error) === EXIT.bug) return [paint.bad('submitter: a bug of ours'), error.stack ?? error.message];
  const problems: unknown = Reflect.get(error, 'problems');
  const texts = Array.isArray(problems) ? problems.map(String) : [error.message];
  return texts.map((text) => paint.bad(text));
}
