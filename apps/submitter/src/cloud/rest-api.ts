import type { Endpoints } from '../settings/place.ts';
import { ApiError, apiErrorOf } from './api-error.ts';

/** Vertex AI over plain REST: for the few calls that a generated client of 20 MB would be loaded for. */
export interface RestApi {
  /** `path` begins after `/v1/`; rejects with `ApiError`. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
}

const TIMEOUT_MS = 60_000;

export function openRestApi(options: {
  readonly region: string;
  readonly endpoints: Endpoints;
  readonly signal: AbortSignal;
}): RestApi {
  const { region, endpoints, signal } = options;
  const origin = endpoints.aiplatform ?? `https://${region}-aiplatform.googleapis.com`;
  let auth: Promise<{ getRequestHeaders(url: string): Promise<Headers> }> | undefined;
  const headersFor = async (url: string): Promise<Record<string, string>> => {
    // A configured endpoint is spoken to without credentials.
    if (endpoints.aiplatform !== undefined) return {};
    auth ??= import('google-auth-library').then(
      ({ GoogleAuth }) => new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' }),
    );
    return Object.fromEntries(await (await auth).getRequestHeaders(url));
  };
  return {
    call: async (method, path, body) => {
      const url = `${origin}/v1/${path}`;
      try {
        const init = body === undefined ? {} : { body: JSON.stringify(body) };
        const headers = { ...(await headersFor(url)), 'content-type': 'application/json' };
        const answer = await fetch(url, {
          method,
          headers,
          ...init,
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        });
        const json: unknown = await answer.json().catch(() => ({}));
        if (!answer.ok) throw refusalOf(answer.status, json);
        return typeof json === 'object' && json !== null ? { ...json } : {};
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw error instanceof ApiError ? error : apiErrorOf(causeOf(error));
      }
    },
  };
}

function refusalOf(status: number, json: unknown): ApiError {
  const error: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'error') : undefined;
  const message: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
  return apiErrorOf(
    Object.assign(new Error(typeof message === 'string' ? message : `the service answers ${status}`), { code: status }),
  );
}

/** `fetch failed` hides what failed in its cause. */
function causeOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
}
