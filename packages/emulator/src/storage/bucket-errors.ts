import { type ApiError, storageApiError } from '../http/api-error.ts';

/** 404, in the service's words. */
export function noBucket(): ApiError {
  return storageApiError(404, 'notFound', 'The specified bucket does not exist.');
}

/** 409, in the service's words. */
export function bucketTaken(): ApiError {
  const message = 'Your previous request to create the named bucket succeeded and you already own it.';
  return storageApiError(409, 'conflict', message);
}
