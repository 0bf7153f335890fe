/**
 * What went wrong: no connection was made (`connect`), the server was not believed (`untrusted`), nothing moved for too
 * long (`silent`), the connection ended too early (`cut`), the answer is not HTTP/1.1 as this client takes it (`malformed`).
 */
export type HttpErrorKind = 'connect' | 'untrusted' | 'silent' | 'cut' | 'malformed';

/** A request that got no answer, or not a whole one. Never carries a header or a query. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly kind: HttpErrorKind;

  constructor(kind: HttpErrorKind, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
