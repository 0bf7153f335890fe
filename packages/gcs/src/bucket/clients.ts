/**
 * The official client, in the two forms that it is safe in.
 *
 * The reader retries nothing itself: a download whose first answer is 503 otherwise ends the process on Node 24 (an
 * unhandled ERR_STREAM_UNABLE_TO_PIPE; googleapis/google-cloud-node issue 8670). The writer is another instance, because
 * an upload without a precondition switches the retries of its whole instance off.
 */
import type { Storage } from '@google-cloud/storage';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';

export interface ClientOptions {
  /** `http://127.0.0.1:PORT`; absent, Google's own. */
  readonly apiEndpoint?: string | undefined;
  readonly projectId?: string | undefined;
}

export interface Clients {
  readonly reader: Storage;
  readonly writer: Storage;
}

/** Loads the client, which takes some 150 ms: only who needs a bucket waits for it. */
export async function loadClients({ apiEndpoint, projectId }: ClientOptions): Promise<Clients> {
  const { Storage } = await import('@google-cloud/storage');
  const options = {
    ...(apiEndpoint === undefined ? {} : { apiEndpoint }),
    ...(projectId === undefined ? {} : { projectId }),
    crc32cGenerator: () => new Crc32cSum(),
    timeout: 60_000,
  };
  return {
    reader: new Storage({ ...options, retryOptions: { autoRetry: false } }),
    writer: new Storage({ ...options, retryOptions: { autoRetry: true, maxRetries: 5, totalTimeout: 120 } }),
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
