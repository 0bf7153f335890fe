/** Vertex AI would not do it, or the job did not succeed. */
export class JobError extends Error {
  override readonly name = 'JobError';
  /** What to do about it. */
  readonly hint: string | undefined;
  /** The job's page in the console, once there is a job. */
  readonly consoleUrl: string | undefined;

  constructor(
    message: string,
    options: { hint?: string | undefined; consoleUrl?: string | undefined; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
    this.consoleUrl = options.consoleUrl;
  }
}
