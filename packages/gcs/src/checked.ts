/** What a check of a setting answers: its value, or what is wrong with it. */
export type Checked = { readonly value: string } | { readonly problem: Problem };

interface Problem {
  readonly where: string;
  readonly what: string;
  /** What was typed, unless it may be a secret. */
  readonly got?: string;
  readonly fix: string;
}
