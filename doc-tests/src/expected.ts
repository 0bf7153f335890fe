/** How a documented command ends when it is the first in a clone: with a code, or not tried, for a reason. */
export type Expected = { readonly code: number } | { readonly skipped: string };

/** What begins so ends so; anything else is fine. The first row that matches counts. */
const ENDS: readonly (readonly [pattern: RegExp, Expected])[] = [
  [/ --help$/, { code: 0 }],
  [/my-bucket/, { skipped: 'needs a bucket of Google Cloud' }],
  [/ sample --rows N/, { skipped: 'N is for a number' }],
  [/pnpm@12 (test|check|first-commands)$/, { skipped: 'a step of CI, in a fresh clone each' }],
  [/ coverage$/, { skipped: 'takes some minutes, and reads nothing' }],
  [/pnpm@12 bench$/, { skipped: 'takes ten minutes and 4 GB of disk' }],
  // There is no such job, model or file yet, and each is said.
  [/\bJOB\b/, { code: 2 }],
  [/ deploy\b/, { code: 2 }],
  [/ (predict|evaluate|compare|serve|refit|merge)\b/, { code: 4 }],
  [/--data (trips|yellow|train)\.csv/, { code: 4 }],
];

export function expectedOf(command: string): Expected {
  return ENDS.find(([pattern]) => pattern.test(command))?.[1] ?? { code: 0 };
}
