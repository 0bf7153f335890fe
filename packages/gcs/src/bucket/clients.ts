import type { Storage } from '@google-cloud/storage';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';

export interface ClientOptions {
  /** `http://127.0.0.1:PORT`; absent, Google's own. */
  readonly apiEndpoint?: string | undefined;
  readonly projectId?: string | undefined;
}

/**
 * The official client, in two instances: an upload without a precondition switches the retries of its whole instance off.
 * Metadata and lists go through one that retries nothing itself, uploads through one that does. Bodies are not read
 * through it at all (download.ts says why), but with its credentials.
 */
export interface Clients {
  readonly reader: Storage;
  readonly writer: Storage;
  /** `https://storage.googleapis.com`, or the endpoint that was given. */
  readonly origin: string;
  /** The headers that authenticate a request; none at an endpoint that is not Google's. */
  readonly authorize: (url: string) => Promise<Readonly<Record<string, string>>>;
}

const GOOGLE = 'https://storage.googleapis.com';

/** Loads the client, which takes some 150 ms: only who needs a bucket waits for it. */
export async function loadClients({ apiEndpoint, projectId }: ClientOptions): Promise<Clients> {
  const { Storage } = await import('@google-cloud/storage');
  const options = {
    ...(apiEndpoint === undefined ? {} : { apiEndpoint }),
    ...(projectId === undefined ? {} : { projectId }),
    crc32cGenerator: () => new Crc32cSum(),
    timeout: 60_000,
  };
  const reader = new Storage({ ...options, retryOptions: { autoRetry: false } });
  return {
    reader,
    writer: new Storage({ ...options, retryOptions: { autoRetry: true, maxRetries: 5, totalTimeout: 120 } }),
    origin: apiEndpoint ?? GOOGLE,
    authorize: async (url) => {
      if (apiEndpoint !== undefined) return {};
      return Object.fromEntries(await reader.authClient.getRequestHeaders(url));
    },
  };
}

/** The running checksum in the form that the client takes; its own is ten times as slow. */
class Crc32cSum {
  #crc = 0;

  update(bytes: Uint8Array): void {
    this.#crc = crc32c(bytes, this.#crc);
  }

  validate(value: unknown): boolean {
    return value === this.toString();
  }

  valueOf(): number {
    return this.#crc;
  }

  toString(): string {
    return base64OfCrc32c(this.#crc);
  }
}
