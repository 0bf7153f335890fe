import { type ApiError, apiErrorAt, diskFull } from '../http/api-error.ts';
import type { Call } from '../http/routes.ts';
import type { FaultName, FaultSubject } from './faults.ts';

const ANYWHERE: readonly FaultName[] = [
  'unavailable',
  'too-many-requests',
  'permission-denied',
  'disk-full',
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
  if (rule.name !== 'lost-answer') throw errorOf(rule.name, url.pathname);
  loseAnswer(call);
  return false;
}

function errorOf(name: FaultName, path: string): ApiError {
  if (name === 'too-many-requests') {
    const message = 'Quota exceeded: too many requests.';
    return apiErrorAt(path, 429, { reason: 'rateLimitExceeded', status: 'RESOURCE_EXHAUSTED', message });
  }
  if (name === 'precondition-failed') {
    const message = 'At least one of the pre-conditions you specified did not hold.';
    return apiErrorAt(path, 412, { reason: 'conditionNotMet', status: 'FAILED_PRECONDITION', message });
  }
  if (name === 'permission-denied') {
    const message = path.includes('/storage/v1/')
      ? 'local-user@localhost does not have storage.objects.get access to the Google Cloud Storage object.'
      : 'Permission denied on the resource.';
    return apiErrorAt(path, 403, { reason: 'forbidden', status: 'PERMISSION_DENIED', message });
  }
  if (name === 'disk-full') return diskFull('ENOSPC', path);
  const message = 'The service is currently unavailable.';
  return apiErrorAt(path, 503, { reason: 'backendError', status: 'UNAVAILABLE', message });
}

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
