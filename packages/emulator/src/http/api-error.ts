/** The two shapes that Google's services give an error in: Storage's (`errors`, `reason`) and everyone else's (`status`). */
export interface ApiErrorBody {
  readonly error: {
    readonly code: number;
    readonly message: string;
    readonly status?: string | undefined;
    readonly errors?: readonly ApiErrorDetail[] | undefined;
    readonly details?: readonly unknown[] | undefined;
  };
}

interface ApiErrorDetail {
  readonly message: string;
  readonly domain: string;
  readonly reason: string;
  readonly locationType?: string | undefined;
  readonly location?: string | undefined;
}

/** An answer that is an error: thrown by a handler, sent by the server. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly httpStatus: number;
  readonly body: ApiErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(httpStatus: number, body: ApiErrorBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.error.message);
    this.httpStatus = httpStatus;
    this.body = body;
    this.headers = headers;
  }
}

/** An error in the shape of the Cloud Storage JSON API; `reason` is Google's word for it (`notFound`, `conditionNotMet`, …). */
export function storageApiError(
  httpStatus: number,
  reason: string,
  message: string,
  place: { readonly locationType?: string; readonly location?: string; readonly headers?: Record<string, string> } = {},
): ApiError {
  const { headers, ...location } = place;
  const errors = [{ message, domain: 'global', reason, ...location }];
  return new ApiError(httpStatus, { error: { code: httpStatus, message, errors } }, headers);
}

/** An error in the shape of the other services; `status` is the gRPC name (`NOT_FOUND`, `INVALID_ARGUMENT`, …). */
export function rpcApiError(
  httpStatus: number,
  status: string,
  message: string,
  details?: readonly unknown[],
  headers: Readonly<Record<string, string>> = {},
): ApiError {
  return new ApiError(
    httpStatus,
    { error: { code: httpStatus, message, status, ...(details && { details }) } },
    headers,
  );
}

/** An error in the shape of the service that the path belongs to. */
export function apiErrorAt(
  path: string,
  httpStatus: number,
  words: { readonly reason: string; readonly status: string; readonly message: string },
): ApiError {
  return path.includes('/storage/v1/')
    ? storageApiError(httpStatus, words.reason, words.message)
    : rpcApiError(httpStatus, words.status, words.message);
}

/** 507 for a disk that takes no more (RFC 4918, 11.5): clients do not try that again, and say it. */
export function diskFull(code: string, path: string): ApiError {
  const message = `The disk of the local cloud is full, got ${code}; nothing was stored. Free some space and try again.`;
  return apiErrorAt(path, 507, { reason: 'insufficientStorage', status: 'FAILED_PRECONDITION', message });
}
