import { rpcApiError } from '../../http/api-error.ts';
import { isRecord } from '../../http/json-body.ts';
import type { Resource } from './serving-store.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The models that an endpoint serves. */
export function deployedIn(endpoint: Resource): readonly Json[] {
  return Array.isArray(endpoint.deployedModels) ? endpoint.deployedModels.filter(isRecord) : [];
}

export function invalid(message: string): Error {
  return rpcApiError(400, 'INVALID_ARGUMENT', message);
}
