/** The run was stopped from outside: by Ctrl+C or SIGTERM, or because nobody reads its output any more (`| head`). */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly by: 'signal' | 'reader';

  constructor(by: 'signal' | 'reader', message = 'interrupted', options?: ErrorOptions) {
    super(message, options);
    this.by = by;
  }
}
