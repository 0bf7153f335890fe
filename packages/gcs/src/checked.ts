/** The result of checking a setting: its value, or its problem. */
export type Checked = { readonly value: string } | { readonly problem: Problem };

interface Problem {
  readonly where: string;
  readonly what: string;
  /** What was typed, unless it may be a secret. */
  readonly got?: string;
  readonly fix: string;
}
