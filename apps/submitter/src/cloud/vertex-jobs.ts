/**
 * `JobsApi` over the official clients, in their REST mode: the bodies are the ones that gcloud sends, and one transport
 * serves Google and a local cloud. Only the two clients' own files are imported, by deep path: the whole of
 * @google-cloud/aiplatform costs seconds. Call this module through a dynamic import.
 */
import aiplatform from '@google-cloud/aiplatform/build/src/v1/job_service_client.js';
import logging from '@google-cloud/logging-api/build/src/v2/logging_service_v2_client.js';
import { type AuthClient, PassThroughClient } from 'google-auth-library';
import type { Endpoints } from '../settings/place.ts';
import { ApiError, apiErrorOf } from './api-error.ts';
import { jobOf, logEntryOf, protobufOf } from './from-protobuf.ts';
import type { Job, JobsApi, LogPage } from './jobs-api.ts';

const TIMEOUT_MS = 10_000;
/** A create that is not answered by then is looked for. */
const CREATE_TIMEOUT_MS = 20_000;
/** One request is one try: whoever calls knows whether to try again. */
const ONCE = { timeout: TIMEOUT_MS, retry: { retryCodes: [] } };
const LOG_PAGE_SIZE = 1000;

export function openVertexJobs(options: {
  readonly project: string;
  readonly region: string;
  readonly endpoints: Endpoints;
  /** For Google's own endpoints. It has to be there already: the clients' own look-up fails where nobody can catch it. */
  readonly client: AuthClient | undefined;
}): JobsApi {
  const { project, region, endpoints, client } = options;
  const common = { fallback: true, projectId: project, ...(client && { authClient: takingObjects(client) }) };
  const jobs = new aiplatform.JobServiceClient({
    ...common,
    ...(endpoints.aiplatform ? plainly(endpoints.aiplatform) : { apiEndpoint: `${region}-aiplatform.googleapis.com` }),
  });
  const logs = new logging.LoggingServiceV2Client({
    ...common,
    ...(endpoints.logging ? plainly(endpoints.logging) : {}),
  });

  return {
    async create(parent, request, signal): Promise<Job> {
      const call = jobs.createCustomJob(
        { parent, customJob: protobufOf(request) },
        { ...ONCE, timeout: CREATE_TIMEOUT_MS },
      );
      const [job] = await ended(call, signal);
      return jobOf(job);
    },
    async get(name, signal): Promise<Job> {
      const [job] = await ended(jobs.getCustomJob({ name }, ONCE), signal);
      return jobOf(job);
    },
    async list(parent, { filter, limit }, signal): Promise<readonly Job[]> {
      const found: Job[] = [];
      let pageToken: string | undefined;
      do {
        const request = {
          parent,
          pageSize: Math.min(limit, 100),
          ...(filter && { filter }),
          ...(pageToken && { pageToken }),
        };
        const [page, , response] = await ended(jobs.listCustomJobs(request, { ...ONCE, autoPaginate: false }), signal);
        for (const job of page) found.push(jobOf(job));
        pageToken = pageAfter(pageToken, response?.nextPageToken);
      } while (pageToken !== undefined && found.length < limit);
      return found.sort((a, b) => b.createTimeMs - a.createTimeMs).slice(0, limit);
    },
    async cancel(name, signal): Promise<void> {
      await ended(jobs.cancelCustomJob({ name }, ONCE), signal);
    },
    async logs({ project, filter, pageToken }, signal): Promise<LogPage> {
      const request = {
        resourceNames: [`projects/${project}`],
        filter,
        orderBy: 'timestamp asc',
        pageSize: LOG_PAGE_SIZE,
        ...(pageToken && { pageToken }),
      };
      const [entries, , response] = await ended(logs.listLogEntries(request, { ...ONCE, autoPaginate: false }), signal);
      return { entries: entries.map(logEntryOf), nextPageToken: pageAfter(pageToken, response?.nextPageToken) };
    },
  };
}

/** A page that names itself as the next one would be asked for, for ever. */
function pageAfter(token: string | undefined, next: string | null | undefined): string | undefined {
  if (!next) return undefined;
  if (next !== token) return next;
  throw new ApiError('not what the API promises: a page names itself as the next one', { code: 'INTERNAL' });
}

/** A configured endpoint is spoken to without credentials. */
function plainly(endpoint: string): Readonly<Record<string, unknown>> {
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  const authClient = takingObjects(new PassThroughClient());
  // The clients know host and port alone: what of a path the endpoint has comes before the path of each call.
  authClient.transporter.interceptors.request.add({
    resolved: async (request) => {
      request.url.pathname = pathname.replace(/\/$/, '') + request.url.pathname;
      return request;
    },
  });
  return {
    protocol: protocol.replace(':', ''),
    apiEndpoint: hostname,
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    authClient,
  };
}

/** The generated clients take a list, a number or a text for an answer without fields, as of a project without jobs. */
function takingObjects<Client extends AuthClient>(client: Client): Client {
  const fetch = client.fetch.bind(client);
  client.fetch = async (...args: Parameters<typeof fetch>) => {
    const answer = await fetch<never>(...args);
    const read = answer.arrayBuffer.bind(answer);
    const arrayBuffer = async (): Promise<ArrayBuffer> => {
      const bytes = await read();
      const [first = ''] = new TextDecoder().decode(bytes.slice(0, 64)).trim();
      if (!/[["\d]/.test(first)) return bytes;
      throw new ApiError('not what the API promises: the answer is no JSON object', { code: 'INTERNAL' });
    };
    return Object.assign(answer, { arrayBuffer });
  };
  return client;
}

/** The answer, an `ApiError`, or the signal's reason, whichever comes first. */
async function ended<T>(call: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([call, aborted.promise]);
  } catch (error) {
    throw signal?.aborted ? signal.reason : apiErrorOf(error);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
