/** gRPC's status codes by name (grpc.github.io/grpc/core/md_doc_statuscodes.html); REST answers are mapped onto them. */
export type ApiCode =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED';

const CODES: readonly (ApiCode | 'OK')[] = [
  ...(['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'] as const),
  ...(['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE'] as const),
  ...(['UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'] as const),
];

const HTTP: Readonly<Record<number, ApiCode>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const LOST = /^(ECONN|ENET|EHOST|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|ERR_STREAM_PREMATURE|UND_ERR|ABORT_ERR)/;

/** What an API answered instead of what was asked for, or that it did not answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiCode;
  /** google.rpc.ErrorInfo's, such as `SERVICE_DISABLED`. */
  readonly reason: string | undefined;

  constructor(message: string, options: { code: ApiCode; reason?: string | undefined; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.reason = options.reason;
  }
}

/** Any error of a Google client as an `ApiError`; the message without its `5 NOT_FOUND: ` prefix. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { code, details, message, reason } = fieldsOf(error);
  const text = (typeof details === 'string' && details) || (typeof message === 'string' && message) || String(error);
  return new ApiError(redact(text.replace(/^\d+ [A-Z_]+: /, '')), {
    code: codeOf(code, text),
    reason: typeof reason === 'string' ? reason : undefined,
    cause: error,
  });
}

function codeOf(code: unknown, text: string): ApiCode {
  const number = typeof code === 'string' && /^\d+$/.test(code) ? Number(code) : code;
  if (typeof number === 'number') {
    const known = number >= 100 ? HTTP[number] : CODES[number];
    if (known !== undefined && known !== 'OK') return known;
  }
  if (typeof code === 'string' && LOST.test(code)) return 'UNAVAILABLE';
  if (/ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket hang up|network|fetch failed|premature close/i.test(text))
    return 'UNAVAILABLE';
  if (/Could not load the default credentials|invalid_grant|reauth|invalid_rapt/i.test(text)) return 'UNAUTHENTICATED';
  return 'UNKNOWN';
}

function fieldsOf(error: unknown): Readonly<Record<string, unknown>> {
  return typeof error === 'object' && error !== null
    ? Object.fromEntries(FIELDS.map((key) => [key, Reflect.get(error, key)]))
    : {};
}
const FIELDS = ['code', 'details', 'message', 'reason'];

/** No token and no signed query leaves through a message. */
function redact(text: string): string {
  return text
    .replace(/(Bearer\s+|ya29\.|access_token[=:]\s*"?)[\w.~+/-]+/gi, '$1[redacted]')
    .replace(/([?&](?:X-Goog-\w+|Signature|token|key)=)[^&\s"]+/gi, '$1[redacted]');
}

/** The request may have been lost on its way: asking again later makes sense. */
export function isPassing(error: ApiError): boolean {
  return ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL', 'ABORTED', 'RESOURCE_EXHAUSTED'].includes(error.code);
}
