import type { IncomingMessage } from 'node:http';
import type { HonoRequest } from 'hono';

/** So much of a body that is too large is read and dropped: a client that is still sending hears no answer. */
const MAX_DRAINED_BYTES = 32_000_000;

/** A request's body as text; whether or not it says its length, no more than so many bytes of it are kept. */
export async function readBody(
  request: HonoRequest,
  incoming: IncomingMessage,
  maxBytes: number,
): Promise<string | 'too large'> {
  const length = request.header('content-length');
  // Node gives no more of a body than it says it has.
  if (length !== undefined && Number(length) <= maxBytes) return await request.text();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > MAX_DRAINED_BYTES) break;
  }
  return bytes > maxBytes ? 'too large' : Buffer.concat(chunks).toString();
}
