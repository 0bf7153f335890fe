/** How a documented command ends when it is the first in a clone. */
export interface Tried {
  readonly code: number;
  /** What stands in place of a placeholder of the document's. */
  readonly instead?: readonly (readonly [placeholder: RegExp, value: string])[];
  /** What is added to make little of what would take long. */
  readonly small?: readonly string[];
  /** In a cloud with the bucket and the project that the documents name, of a `.env`. */
  readonly inCloud?: boolean;
  /** Tried where all are asked for: it takes minutes. */
  readonly isLong?: boolean;
}

export type Expected = Tried | { readonly skipped: string };

/** What begins so ends so; anything else is fine. The first row that matches counts. */
const ENDS: readonly (readonly [pattern: RegExp, Expected])[] = [
  [/ --help$/, { code: 0 }],
  [/pnpm@12 first-commands$/, { skipped: 'it is this command' }],
  [/pnpm@12 (test|check)$| coverage$/, { code: 0, isLong: true }],
  [/pnpm@12 bench\b/, { code: 0, small: ['--rows', '20000', '--repeats', '1'] }],
  [
    / sample --rows N/,
    {
      code: 0,
      instead: [
        [/\bN\b/, '1000'],
        [/\bS\b/, '2009'],
      ],
    },
  ],
  // There is no such job, model or file yet, and each is said.
  [/ put trips\.csv/, { code: 4, inCloud: true }],
  [/ -- predict .*my-bucket/, { code: 2, inCloud: true }],
  [/my-bucket/, { code: 0, inCloud: true }],
  [/\bJOB\b/, { code: 2 }],
  [/ deploy\b/, { code: 2 }],
  [/ (predict|evaluate|compare|serve|refit|merge)\b/, { code: 4 }],
  [/--data (trips|yellow|train)\.csv/, { code: 4 }],
];

export function expectedOf(command: string): Expected {
  return ENDS.find(([pattern]) => pattern.test(command))?.[1] ?? { code: 0 };
}
