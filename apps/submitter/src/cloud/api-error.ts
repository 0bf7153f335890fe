import { withoutSecrets } from '@taxifare/gcs';

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
  405: 'UNIMPLEMENTED',
  409: 'ABORTED',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
  // A disk that is full (a local cloud's) is not full of requests: nothing is tried again.
  507: 'FAILED_PRECONDITION',
};

const LOST = /^(ECONN|ENET|EHOST|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|ERR_STREAM_PREMATURE|UND_ERR|ABORT_ERR)/;

/** What an API answered instead of what was asked for, or that it did not answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiCode;
  /** google.rpc.ErrorInfo's, such as `SERVICE_DISABLED`. */
  readonly reason: string | undefined;
  /** google.rpc.ErrorInfo's metadata, such as `permission` or `quota_metric`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Whoever answered is no Google API: a proxy, a login page. */
  readonly isForeign: boolean;

  /** A quota of machines is used up, which waiting does not change; a rate of calls passes. */
  get isQuota(): boolean {
    return /quota metrics? exceed quota limits?|exceeds the allowed maximum/i.test(this.message);
  }

  constructor(
    message: string,
    options: {
      readonly code: ApiCode;
      readonly reason?: string | undefined;
      readonly metadata?: Readonly<Record<string, string>> | undefined;
      readonly isForeign?: boolean;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.reason = options.reason;
    this.metadata = options.metadata ?? {};
    this.isForeign = options.isForeign ?? false;
  }
}

/** Any error of a Google client as an `ApiError`; the message without its `5 NOT_FOUND: ` prefix. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { code, details, message, reason, errorInfoMetadata } = fieldsOf(error);
  // Node's AggregateError of a refused connection has a code and no message.
  const texts = [details, message, code].filter((text) => typeof text === 'string' && text !== '');
  const text = String(texts[0] ?? error);
  const isForeign = NOT_JSON.test(text);
  const said = isForeign ? foreignText(text) : text.replace(/^\d+ [A-Z_]+: /, '');
  // Vertex AI ends some of its sentences with a tab.
  return new ApiError(withoutSecrets(said.replace(/\t/g, ' ').trim()), {
    code: codeOf(code, text),
    reason: typeof reason === 'string' ? reason : undefined,
    metadata: metadataOf(errorInfoMetadata),
    isForeign,
    cause: error,
  });
}

/** As google-gax and JSON.parse say it; Google's own APIs answer JSON, errors included. */
const NOT_JSON =
  /the response body is not JSON|is not valid JSON|<html|<!doctype html|Received null or malformed response/i;

/** A page's title, or as much of the answer as says what it is. */
function foreignText(text: string): string {
  const title = /<title>\s*([^<]{1,80})/i.exec(text)?.[1] ?? /<body>\s*([^<]{1,80})/i.exec(text)?.[1];
  const status = /with status (\d+)/.exec(text)?.[1];
  return [
    'no JSON in the answer',
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(title === undefined ? [] : [`a page called ${JSON.stringify(title.trim())}`]),
  ].join(', ');
}

function metadataOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

function codeOf(code: unknown, text: string): ApiCode {
  const number = typeof code === 'string' && /^\d+$/.test(code) ? Number(code) : code;
  if (typeof number === 'number') {
    const known = number >= 100 ? HTTP[number] : CODES[number];
    if (known !== undefined && known !== 'OK') return known;
    if (number >= 500) return 'UNAVAILABLE';
  }
  const named = CODES.find((name) => name === code);
  if (named !== undefined && named !== 'OK') return named;
  if (typeof code === 'string' && LOST.test(code)) return 'UNAVAILABLE';
  if (/ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket hang up|network|fetch failed|premature close/i.test(text))
    return 'UNAVAILABLE';
  if (NOT_JSON.test(text)) return 'UNAVAILABLE';
  if (/Could not load the default credentials|invalid_grant|reauth|invalid_rapt/i.test(text)) return 'UNAUTHENTICATED';
  return 'UNKNOWN';
}

function fieldsOf(error: unknown): Readonly<Record<string, unknown>> {
  return typeof error === 'object' && error !== null
    ? Object.fromEntries(FIELDS.map((key) => [key, Reflect.get(error, key)]))
    : {};
}
const FIELDS = ['code', 'details', 'message', 'reason', 'errorInfoMetadata'];

/** The request may have been lost on its way: asking again later makes sense. */
export function isPassing(error: ApiError): boolean {
  return ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL', 'ABORTED', 'RESOURCE_EXHAUSTED'].includes(error.code);
}

/**
 * The server may have done it although it said nothing, or nothing definite. A request that never left is not lost, nor
 * one that something else than the API has answered without an error of a gateway.
 */
export function mayHaveArrived({ code, message, isForeign }: ApiError): boolean {
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH/.test(message)) return false;
  if (isForeign && !/status 5\d\d/.test(message)) return false;
  return ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL', 'UNKNOWN'].includes(code);
}
