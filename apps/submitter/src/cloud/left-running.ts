/** The submitter has to leave a job that goes on, or whose state it cannot see: what happened, then how to come back. */
export class LeftRunning extends Error {
  override readonly name = 'LeftRunning';
}
