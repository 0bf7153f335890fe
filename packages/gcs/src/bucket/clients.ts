import type { Storage } from '@google-cloud/storage';
import { explain } from './explain.ts';

export interface ClientOptions {
  /** `http://127.0.0.1:PORT`; absent, Google's own. */
  readonly apiEndpoint?: string | undefined;
  readonly projectId?: string | undefined;
}

/**
 * The official client, which retries nothing itself (an upload without a precondition would switch the retries of the
 * whole instance off), and its credentials for the requests that do not go through it.
 */
export interface Clients {
  readonly client: Storage;
  /** `https://storage.googleapis.com`, or the endpoint that was given. */
  readonly origin: string;
  /** The headers that authenticate a request; none at an endpoint that is not Google's. Throws `StorageError`. */
  readonly authorize: (url: string, uri: string) => Promise<Readonly<Record<string, string>>>;
}

const GOOGLE = 'https://storage.googleapis.com';

/** Loads the client, which takes some 150 ms: only who needs a bucket waits for it. */
export async function loadClients({ apiEndpoint, projectId }: ClientOptions): Promise<Clients> {
  const { Storage } = await import('@google-cloud/storage');
  const client = new Storage({
    ...(apiEndpoint === undefined ? {} : { apiEndpoint }),
    ...(projectId === undefined ? {} : { projectId }),
    timeout: 60_000,
    retryOptions: { autoRetry: false },
  });
  return {
    client,
    origin: apiEndpoint ?? GOOGLE,
    authorize: async (url, uri) => {
      if (apiEndpoint !== undefined) return {};
      try {
        return Object.fromEntries(await client.authClient.getRequestHeaders(url));
      } catch (error) {
        throw explain(error, uri);
      }
    },
  };
}
