import type { ByteRange, ObjectInfo } from '../contract.ts';
import { StorageError } from '../storage-error.ts';
import type { Clients } from './clients.ts';
import { download, wrongAnswer } from './download.ts';
import { type RetryPolicy, retrying } from './retrying.ts';

export interface ReadRangeOptions {
  readonly clients: Clients;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/**
 * Exactly the bytes [start, end) of the object's generation. A body that breaks off is resumed from the byte reached; an
 * answer that is not the range that was asked for is an error, as is one of another generation.
 */
export async function readRange(
  object: ObjectInfo,
  { start, end }: ByteRange,
  { clients, policy, signal }: ReadRangeOptions,
): Promise<Uint8Array> {
  if (!(start >= 0 && start <= end && end <= object.bytes)) {
    throw new RangeError(`readRange: ${object.uri} has ${object.bytes} bytes, got [${start}, ${end})`);
  }
  const bytes = new Uint8Array(end - start);
  let done = 0;
  const take = (chunk: Uint8Array) => {
    if (done + chunk.length > bytes.length) throw wrongAnswer(object, `more than the ${end - start} bytes asked for`);
    bytes.set(chunk, done);
    done += chunk.length;
  };
  const attempt = async () => {
    if (done === bytes.length) return;
    const from = start + done;
    try {
      await download(object, { start: from, end }, { clients, take, signal, silenceMs: policy.silenceMs });
    } catch (error) {
      if (!(error instanceof StorageError && error.code === 'cut')) throw error;
      const message = `${object.uri}: the body broke off at byte ${start + done} of ${object.bytes}`;
      const { code, uri, cause } = error;
      throw new StorageError({ code, uri, message, hint: 'check the network and try again', cause });
    }
  };
  await retrying(attempt, policy, { signal, progress: () => done });
  return bytes;
}
