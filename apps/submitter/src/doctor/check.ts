/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  /** `unknown`: it could not be seen from here, which is no failure. */
  readonly result: 'fine' | 'wrong' | 'unknown';
  readonly found: string;
  readonly fix?: string | undefined;
}
