import { type ApiError, storageApiError } from '../http/api-error.ts';

/** 404, in the service's words. */
export function noBucket(): ApiError {
  return storageApiError(404, 'notFound', 'The specified bucket does not exist.');
}
