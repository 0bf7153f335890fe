import type { ByteRange, CallOptions, ObjectInfo, ObjectStore } from './contract.ts';
import { cutAt } from './storage-error.ts';

/** The content's bytes [start, end), all of them unless told, in memory of their own. For what is small. */
export async function readBytes(
  store: ObjectStore,
  object: ObjectInfo,
  { start = 0, end }: Partial<ByteRange> = {},
  options: CallOptions = {},
): Promise<Uint8Array> {
  const source = await store.open(object, options);
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of source.chunks({ start, ...(end === undefined ? {} : { end }) }, options)) {
      chunks.push(new Uint8Array(chunk));
      length += chunk.length;
    }
    if (end !== undefined && Number.isFinite(source.bytes) && length < end - start) throw cutAt(object, start + length);
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  } finally {
    source.close();
  }
}
