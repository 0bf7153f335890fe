import { type ApiError, rpcApiError, storageApiError } from '../http/api-error.ts';
import type { Call } from '../http/routes.ts';
import type { FaultName, FaultSubject } from './faults.ts';

const ANYWHERE: readonly FaultName[] = [
  'unavailable',
  'too-many-requests',
  'permission-denied',
  'network-down',
  'lost-answer',
];

/** Applies the faults that a request can have on any service, before it is carried out. Answers whether it is over. */
export function injectFault(call: Call): boolean {
  const { request, url } = call;
  const isStorage = url.pathname.includes('/storage/v1/');
  const rule = call.takeFault(isStorage ? [...ANYWHERE, 'precondition-failed'] : ANYWHERE);
  if (rule === undefined) return false;
  if (rule.name === 'network-down') {
    request.socket.destroy();
    return true;
  }
  if (rule.name !== 'lost-answer') throw isStorage ? storageErrorOf(rule.name) : rpcErrorOf(rule.name);
  loseAnswer(call);
  return false;
}

function storageErrorOf(name: FaultName): ApiError {
  if (name === 'too-many-requests') return storageApiError(429, 'rateLimitExceeded', TOO_MANY);
  if (name === 'precondition-failed') {
    return storageApiError(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.');
  }
  if (name === 'permission-denied') {
    const message = 'local-user@localhost does not have storage.objects.get access to the Google Cloud Storage object.';
    return storageApiError(403, 'forbidden', message);
  }
  return storageApiError(503, 'backendError', UNAVAILABLE);
}

function rpcErrorOf(name: FaultName): ApiError {
  if (name === 'too-many-requests') return rpcApiError(429, 'RESOURCE_EXHAUSTED', TOO_MANY);
  if (name === 'permission-denied') return rpcApiError(403, 'PERMISSION_DENIED', 'Permission denied on the resource.');
  return rpcApiError(503, 'UNAVAILABLE', UNAVAILABLE);
}

const TOO_MANY = 'Quota exceeded: too many requests.';
const UNAVAILABLE = 'The service is currently unavailable.';

/** The request is carried out; of the answer nothing leaves. */
function loseAnswer({ request, response }: Call): void {
  const lose = () => {
    request.socket.destroy();
    return response;
  };
  response.writeHead = lose;
  response.end = lose;
  response.write = () => true;
}

/** What fault rules see of a request; the bucket and the object also where an upload names the object in its query. */
export function faultSubjectOf(method: string, url: URL): FaultSubject {
  const [, bucket, object] = /\/storage\/v1\/b\/([^/]+)(?:\/o(?:\/([^/]+))?)?/.exec(url.pathname) ?? [];
  const name = object === undefined ? url.searchParams.get('name') : decodeURIComponent(object);
  return {
    method,
    path: url.pathname,
    bucket: bucket === undefined ? undefined : decodeURIComponent(bucket),
    object: name ?? undefined,
  };
}
