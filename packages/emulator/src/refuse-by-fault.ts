import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiError, rpcApiError, storageApiError } from './api-error.ts';
import type { Faults } from './faults.ts';

/** The faults that every service has. Answers whether the request is over; throws the error to answer with. */
export function strikeByFault(faults: Faults, request: IncomingMessage, response: ServerResponse, url: URL): boolean {
  const subject = subjectOf(request, url);
  const rule = faults.take(
    ['unavailable', 'too-many-requests', 'permission-denied', 'network-down', 'lost-answer'],
    subject,
  );
  if (rule?.name === 'network-down') {
    request.socket.destroy();
    return true;
  }
  if (rule?.name === 'lost-answer') loseAnswer(request, response);
  const isStorage = url.pathname.includes('/storage/v1/');
  if (rule?.name === 'unavailable') {
    throw errorOf(isStorage, 503, 'backendError', 'UNAVAILABLE', 'The service is currently unavailable.');
  }
  if (rule?.name === 'too-many-requests') {
    throw errorOf(isStorage, 429, 'rateLimitExceeded', 'RESOURCE_EXHAUSTED', 'Quota exceeded: too many requests.');
  }
  if (rule?.name === 'permission-denied') {
    const message = 'local-user@localhost does not have storage.objects.get access to the Google Cloud Storage object.';
    throw errorOf(
      isStorage,
      403,
      'forbidden',
      'PERMISSION_DENIED',
      isStorage ? message : 'Permission denied on the resource.',
    );
  }
  return false;
}

function errorOf(isStorage: boolean, http: number, reason: string, status: string, message: string): ApiError {
  return isStorage ? storageApiError(http, reason, message) : rpcApiError(http, status, message);
}

/** The request is carried out; of the answer nothing leaves. */
function loseAnswer(request: IncomingMessage, response: ServerResponse): void {
  const lose = () => {
    request.socket.destroy();
    return response;
  };
  response.writeHead = lose;
  response.end = lose;
  response.write = () => true;
}

/** Bucket and object of a Storage request, also where an upload names the object in its query. */
function subjectOf(request: IncomingMessage, url: URL) {
  const [, bucket, object] = /\/storage\/v1\/b\/([^/]+)(?:\/o(?:\/([^/]+))?)?/.exec(url.pathname) ?? [];
  const name = object === undefined ? url.searchParams.get('name') : decodeURIComponent(object);
  const method = request.method ?? '';
  return {
    method,
    path: url.pathname,
    bucket: bucket === undefined ? undefined : decodeURIComponent(bucket),
    object: name ?? undefined,
  };
}
