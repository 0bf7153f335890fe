import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import type { ByteRange, ObjectInfo } from '../contract.ts';
import { StorageError } from '../storage-error.ts';

const RANGE_BYTES = 4 * 1024 * 1024;
const RANGES_AHEAD = 2;

/**
 * A whole object as verified ranges in order, some of them on their way while others are being used. The last is handed
 * out only once the checksum of all is that of the object.
 */
export async function* readStream(
  object: ObjectInfo,
  readRange: (range: ByteRange, signal: AbortSignal) => Promise<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  const ahead: Promise<Uint8Array>[] = [];
  let asked = 0;
  let crc = 0;
  try {
    for (let done = 0; done < object.bytes; ) {
      while (ahead.length < RANGES_AHEAD && asked < object.bytes) {
        const range = { start: asked, end: Math.min(asked + RANGE_BYTES, object.bytes) };
        const bytes = readRange(range, either);
        // Awaited in turn; until then a failure of a later one is nobody's unhandled rejection.
        bytes.catch(() => {});
        ahead.push(bytes);
        asked = range.end;
      }
      const bytes = (await ahead.shift()) ?? new Uint8Array(0);
      done += bytes.length;
      crc = crc32c(bytes, crc);
      if (done === object.bytes) verify(object, base64OfCrc32c(crc));
      yield bytes;
    }
  } finally {
    ended.abort();
  }
}

function verify({ uri, crc32c: expected }: ObjectInfo, got: string): void {
  if (expected === undefined || expected === got) return;
  const message = `${uri}: what arrived is not what is stored, CRC32C ${got} is not ${expected}`;
  throw new StorageError({ code: 'corrupt', uri, message, hint: 'try again' });
}
