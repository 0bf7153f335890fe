/** The first `want` bytes of the chunks, or all where there are fewer; the caller's own. */
export async function firstBytes(chunks: AsyncIterable<Uint8Array>, want: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(want);
  let length = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(0, want - length);
    bytes.set(part, length);
    length += part.length;
    if (length === want) break;
  }
  return bytes.subarray(0, length);
}
