import type { Endpoints } from '../settings/place.ts';
import { ApiError, apiErrorOf, isPassing } from './api-error.ts';
import { type Patience, retryCall } from './retry-calls.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A Google API over plain REST: for the few calls that a generated client of 20 MB would be loaded for. */
export interface RestApi {
  /**
   * `path` begins after the API's own; rejects with `ApiError`. A GET is tried again where what is wrong may pass, other
   * calls where they came too often.
   */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Json>;
  /** A POST that changes nothing, such as `:predict`: tried again like a GET. */
  ask(path: string, body: unknown): Promise<Json>;
  /** All that a list call has under `key`, page by page: a page may be empty and still name a next one. */
  list(path: string, key: string): Promise<readonly Json[]>;
}

const TIMEOUT_MS = 20_000;
/** More pages than anybody has: a service that goes on naming a next one is not followed for ever. */
const MOST_PAGES = 1000;

/** Where Vertex AI is, for a region. */
export function vertexOrigin({
  region,
  endpoints,
}: {
  readonly region: string;
  readonly endpoints: Pick<Endpoints, 'aiplatform'>;
}): string {
  return endpoints.aiplatform ?? `https://${region}-aiplatform.googleapis.com`;
}

/** Vertex AI. */
export function openRestApi(options: {
  readonly region: string;
  readonly endpoints: Pick<Endpoints, 'aiplatform'>;
  readonly world: Patience;
}): RestApi {
  const { endpoints, world } = options;
  const isConfigured = endpoints.aiplatform !== undefined;
  return openGoogleApi({ root: `${vertexOrigin(options)}/v1`, isConfigured, world });
}

/** A Google API by the address that its paths begin with; a configured one is spoken to without credentials. */
export function openGoogleApi({
  root,
  isConfigured,
  world,
}: {
  readonly root: string;
  readonly isConfigured: boolean;
  readonly world: Patience;
}): RestApi {
  let auth: Promise<{ getRequestHeaders(url: string): Promise<Headers> }> | undefined;
  const headersFor = async (url: string): Promise<Record<string, string>> => {
    if (isConfigured) return {};
    auth ??= import('google-auth-library').then(
      ({ GoogleAuth }) => new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' }),
    );
    return Object.fromEntries(await (await auth).getRequestHeaders(url));
  };
  const once: RestApi['call'] = async (method, path, body) => {
    const url = `${root}/${path}`;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const signal = AbortSignal.any([world.interrupted, timeout]);
      const granted = await Promise.race([headersFor(url), aborted(signal)]);
      const headers = { ...granted, 'content-type': 'application/json' };
      const answer = await fetch(url, { method, headers, ...init, signal });
      return jsonOf(await answer.text(), answer.status);
    } catch (error) {
      if (world.interrupted.aborted) throw world.interrupted.reason;
      if (timeout.aborted) {
        throw new ApiError(`no answer within ${TIMEOUT_MS / 1000} s`, { code: 'DEADLINE_EXCEEDED', cause: error });
      }
      throw apiErrorOf(causeOf(error));
    }
  };
  const api: RestApi = {
    call: (method, path, body) =>
      retryCall(() => once(method, path, body), world, method === 'GET' ? isPassing : isRefusedRate),
    ask: (path, body) => retryCall(() => once('POST', path, body), world),
    list: async (path, key) => {
      const found: Json[] = [];
      let pageToken = '';
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const joint = path.includes('?') ? '&' : '?';
        const page = await api.call(
          'GET',
          pageToken ? `${path}${joint}pageToken=${encodeURIComponent(pageToken)}` : path,
        );
        const entries: unknown = page[key] ?? [];
        if (!Array.isArray(entries)) throw promised(`${key} is no list`);
        for (const entry of entries) found.push(recordOf(entry, key));
        const next = typeof page.nextPageToken === 'string' ? page.nextPageToken : '';
        if (next === '') return found;
        if (next === pageToken) throw promised(`${key} has a page that names itself as the next one`);
        pageToken = next;
      }
      throw promised(`${key} has more than ${MOST_PAGES} pages`);
    },
  };
  return api;
}

/** Rejects when the signal aborts: for what takes none, such as asking for a token. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** Whether the service refused the rate of requests: such a call was not done, and can be repeated. */
function isRefusedRate({ code }: ApiError): boolean {
  return code === 'RESOURCE_EXHAUSTED';
}

/** An answer's JSON; a refusal, or an answer that is none of an API's, is thrown. */
function jsonOf(text: string, status: number): Json {
  let json: unknown;
  try {
    json = JSON.parse(text === '' ? '{}' : text);
  } catch {
    const message = `Error response with status ${status} could not be decoded: the response body is not JSON: ${text.slice(0, 2000)}`;
    throw apiErrorOf({ code: status >= 400 ? status : undefined, message });
  }
  if (status >= 400) throw refusalOf(status, json);
  return recordOf(json, 'the answer');
}

/** Google's error body (google.rpc.Status over HTTP) with its ErrorInfo. */
function refusalOf(status: number, json: unknown): ApiError {
  const { error } = Object(json) as Json;
  const { message, details, status: name } = Object(error) as Json;
  const list: readonly unknown[] = Array.isArray(details) ? details : [];
  const info = list.map((detail) => Object(detail) as Json).find(({ reason }) => typeof reason === 'string');
  return apiErrorOf({
    code: typeof name === 'string' ? name : status,
    message: typeof message === 'string' && message !== '' ? message : `the service answers ${status}`,
    reason: info?.reason,
    errorInfoMetadata: info?.metadata,
  });
}

function recordOf(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw promised(`${what} is no JSON object`);
}

/** The text in a field that an answer has to have. */
export function textIn(json: Json, key: string): string {
  const text = json[key];
  if (typeof text === 'string' && text !== '') return text;
  throw promised(`${key} is ${text === undefined ? 'not there' : `no text, got ${JSON.stringify(text)}`}`);
}

/** The API promises another answer. */
export function promised(what: string): ApiError {
  return new ApiError(`not what the API promises: ${what}`, { code: 'INTERNAL' });
}

/** `fetch failed` hides what failed in its cause. */
function causeOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
}
