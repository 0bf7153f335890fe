export type EmulatorErrorCode =
  | 'port-taken'
  | 'folder-in-use'
  | 'folder-not-writable'
  | 'bad-bucket-name'
  | 'no-sample'
  | 'no-start';

/** The local cloud cannot start here; whoever started it must act. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
  readonly code: EmulatorErrorCode;

  constructor(code: EmulatorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
