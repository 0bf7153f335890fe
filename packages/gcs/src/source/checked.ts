import { crc32c } from '@taxifare/crc32c';
import type { ByteSource, ObjectInfo } from '../contract.ts';
import { verifyCrc32c } from './range-sum.ts';

/** The source, a whole read of which gives its last chunk only if the CRC32C of all is the object's. */
export function checked(source: ByteSource, object: ObjectInfo): ByteSource {
  if (object.crc32c === undefined) return source;
  return {
    ...source,
    chunks: (range = {}, options = {}) => {
      const { start = 0, end = source.bytes } = range;
      const chunks = source.chunks(range, options);
      return start === 0 && end >= object.bytes ? checkedChunks(chunks, object) : chunks;
    },
  };
}

async function* checkedChunks(chunks: AsyncIterable<Uint8Array>, object: ObjectInfo): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let bytes = 0;
  for await (const chunk of chunks) {
    crc = crc32c(chunk, crc);
    bytes += chunk.length;
    if (bytes === object.bytes) verifyCrc32c(object, crc);
    yield chunk;
  }
}
