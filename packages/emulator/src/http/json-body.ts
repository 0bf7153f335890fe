import type { IncomingMessage, ServerResponse } from 'node:http';
import { storageApiError } from './api-error.ts';

const LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * The bytes of a request as they come. Leaving the loop early leaves the connection whole: what is still to come is
 * read and dropped when the answer is out, and the next request on it is answered.
 */
export function bodyOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false });
}

/** The body of a request, at most `limitBytes` of it (413 above). */
async function readBody(request: IncomingMessage, limitBytes: number = LIMIT_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(request)) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw storageApiError(413, 'uploadTooLarge', `Request body exceeds ${limitBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A request's JSON object; an empty body and `null` (rclone's) are `{}`, anything else that is no object is a 400. */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  return parseJsonObject(await readBody(request));
}

export function parseJsonObject(bytes: Buffer): Record<string, unknown> {
  const text = bytes.toString('utf8');
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw storageApiError(400, 'parseError', `Parse Error: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (value === null) return {};
  if (!isRecord(value)) throw storageApiError(400, 'parseError', 'Parse Error: the body is not a JSON object.');
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(`${JSON.stringify(body, null, 1)}\n`);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': bytes.length,
    'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
    ...headers,
  });
  response.end(bytes);
}
