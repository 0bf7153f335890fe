import type { ByteRange } from '../contract.ts';

/** The bytes [start, end) of what the chunks are; asks for no chunk more than it takes. */
export async function* sliced(
  chunks: AsyncIterable<Uint8Array>,
  { start = 0, end = Number.POSITIVE_INFINITY }: Partial<ByteRange>,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, start - at), end - at);
    at += chunk.length;
    if (part.length > 0) yield part;
    if (at >= end) return;
  }
}
