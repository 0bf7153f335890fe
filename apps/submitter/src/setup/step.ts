/** One thing that a project needs: looked at first, done where it is missing. */
export interface Step {
  readonly name: string;
  /** The command line that does the same. */
  readonly gcloud: string;
  /** Whether it is done already; throws where it cannot be, as with a bucket that is somebody else's. */
  readonly isDone: () => Promise<boolean>;
  readonly act: () => Promise<void>;
}
