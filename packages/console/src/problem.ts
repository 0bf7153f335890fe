import { quote } from './terminal/visible.ts';

/** One thing that is wrong with what the user gave. */
export interface Problem {
  /** The flag, variable, file or command that it is about. */
  readonly where: string;
  readonly what: string;
  /** What was given, as it was given; `undefined` where there was nothing, or where it must not be shown. */
  readonly got?: string | undefined;
  /** What to do about it. */
  readonly fix?: string | undefined;
}

/** A problem as a sentence: `where: what was wrong, got 'value'; what to do`. */
export function sentenceOf({ where, what, got, fix }: Problem): string {
  const wrong = `${where}: ${what}${got === undefined ? '' : `, got ${quote(got)}`}`;
  if (fix === undefined) return wrong;
  return wrong.endsWith('?') ? `${wrong} ${fix}` : `${wrong}; ${fix}`;
}
