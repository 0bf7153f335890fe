/** An API refused or did not answer: `where: what; hint`. Nothing is said of a job: that is `JobError`'s matter. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
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
