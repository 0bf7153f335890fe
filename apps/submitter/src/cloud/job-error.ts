/** Vertex AI would not do it, or the job did not succeed: `where: what; hint`. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly what: string;
  /** What to do about it. */
  readonly hint: string;

  constructor(
    where: string,
    { what, hint, cause }: { readonly what: string; readonly hint: string; readonly cause?: unknown },
  ) {
    super(`${where}: ${what}; ${hint}`, { cause });
    this.what = what;
    this.hint = hint;
  }
}
