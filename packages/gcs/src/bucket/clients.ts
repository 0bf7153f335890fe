import type { Storage } from '@google-cloud/storage';
import { HttpError } from '../http/http-error.ts';
import { explain } from './explain.ts';
import { within } from './within.ts';

export interface ClientOptions {
  /** `http://127.0.0.1:PORT`; absent, Google's own. */
  readonly apiEndpoint?: string | undefined;
  readonly projectId?: string | undefined;
}

/**
 * The official client, which retries nothing itself (an upload without a precondition would switch the retries of the
 * whole instance off), and its credentials for the requests that do not go through it.
 */
export interface Clients extends Access {
  readonly client: Storage;
}

/** Where the service is, and what it takes to be let in. */
export interface Access {
  /** `https://storage.googleapis.com`, or the endpoint that was given. */
  readonly origin: string;
  /** The headers that authenticate a request; none without credentials, or to an endpoint that is not Google's. */
  readonly authorize: (url: string, uri: string) => Promise<Readonly<Record<string, string>>>;
}

const GOOGLE = 'https://storage.googleapis.com';
/** The client itself would wait for a token for ever. */
const TOKEN_MS = 10_000;

/** Of an endpoint that needs no credentials, without the client, which threads that only read then do not load. */
export function accessTo({ apiEndpoint }: ClientOptions): Access | undefined {
  return apiEndpoint === undefined ? undefined : { origin: apiEndpoint, authorize: async () => ({}) };
}

/** Loads the client, which takes some 150 ms: only who needs a bucket waits for it. */
export async function loadClients({ apiEndpoint, projectId }: ClientOptions): Promise<Clients> {
  const { Storage } = await import('@google-cloud/storage');
  const clientAt = (apiEndpoint: string | undefined): Storage =>
    new Storage({
      ...(apiEndpoint === undefined ? {} : { apiEndpoint }),
      ...(projectId === undefined ? {} : { projectId }),
      timeout: 60_000,
      retryOptions: { autoRetry: false },
    });
  const authorized = clientAt(apiEndpoint);
  // Whoever has no credentials may still read what is public. To a client that is told its endpoint, it is not Google's.
  const isAnonymous = apiEndpoint !== undefined || !(await hasCredentials(authorized));
  const client = isAnonymous && apiEndpoint === undefined ? clientAt(GOOGLE) : authorized;
  return {
    client,
    origin: apiEndpoint ?? GOOGLE,
    authorize: async (url, uri) => {
      if (isAnonymous) return {};
      try {
        return Object.fromEntries(await within(TOKEN_MS, client.authClient.getRequestHeaders(url)));
      } catch (error) {
        throw explain(error, uri);
      }
    },
  };
}

/** Whether there are any; those that are there and cannot be used come out when they are. */
async function hasCredentials({ authClient }: Storage): Promise<boolean> {
  try {
    await within(TOKEN_MS, authClient.getRequestHeaders(GOOGLE));
  } catch (error) {
    if (error instanceof HttpError) throw explain(error, 'credentials');
    return !(error instanceof Error && /could not load the default credentials/i.test(error.message));
  }
  return true;
}
