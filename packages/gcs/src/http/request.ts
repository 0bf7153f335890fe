import { ChunkedBody } from './chunked-body.ts';
import { Connection, type Peer } from './connection.ts';
import { idleConnection, keepConnection } from './connections.ts';
import { HttpError } from './http-error.ts';
import {
  type AnswerHead,
  type Framing,
  framingOf,
  isKeptAlive,
  MAX_HEAD_BYTES,
  malformed,
  parseHead,
} from './parse-head.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | undefined;
}

export interface RequestOptions {
  /** A connection on which nothing moves for so long is given up. */
  readonly silenceMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface HttpAnswer extends AnswerHead {
  /** The body as it comes, once; a chunk is good until the next. Ends only where the body does. Throws `HttpError`. */
  readonly body: AsyncGenerator<Uint8Array, void, undefined>;
}

const INTERIM_ANSWERS = 8;

/**
 * Sends one request and resolves with the head of its answer, whatever the status. Whoever does not read the body to its
 * end must `return()` it. Throws `HttpError`, and the signal's reason when it aborts, now or while the body is read.
 */
export async function request(asked: HttpRequest, options: RequestOptions): Promise<HttpAnswer> {
  const { signal } = options;
  signal?.throwIfAborted();
  const url = new URL(asked.url);
  const peer = peerOf(url);
  const idle = idleConnection(peer);
  if (idle !== undefined) {
    try {
      return await exchange(idle, { peer, url, asked, options });
    } catch (error) {
      // The server may have closed it just when the request was sent: nobody has seen that one.
      const isStale = error instanceof HttpError && error.kind !== 'silent' && !idle.hasAnswered;
      if (!isStale) throw error;
    }
  }
  return await exchange(await Connection.open(peer), { peer, url, asked, options });
}

function peerOf({ protocol, hostname, port }: URL): Peer {
  const isTls = protocol === 'https:';
  if (!isTls && protocol !== 'http:') throw new RangeError(`request: http or https is wanted, got ${protocol}`);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { isTls, host, port: port === '' ? (isTls ? 443 : 80) : Number(port) };
}

interface Exchange {
  readonly peer: Peer;
  readonly url: URL;
  readonly asked: HttpRequest;
  readonly options: RequestOptions;
}

async function exchange(
  connection: Connection,
  { peer, url, asked, options: { signal, silenceMs } }: Exchange,
): Promise<HttpAnswer> {
  const onAbort = () => connection.destroy(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  const end = () => signal?.removeEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  try {
    connection.send(headOf(url, asked), asked.body, silenceMs);
    const { head, rest } = await readHead(connection);
    const framing = asked.method === 'HEAD' ? ({ kind: 'length', bytes: 0 } as const) : framingOf(head);
    return { ...head, body: bodyOf(connection, { head, framing, rest, peer, end }) };
  } catch (error) {
    end();
    connection.destroy();
    throw error;
  }
}

function headOf({ host, pathname, search }: URL, { method, headers = {}, body }: HttpRequest): string {
  const hasBody = body !== undefined || method === 'POST' || method === 'PUT';
  const all = { host, ...headers, ...(hasBody ? { 'content-length': `${body?.length ?? 0}` } : {}) };
  const lines = Object.entries(all).map(([name, value]) => {
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new RangeError(`request: ${name} is not one line`);
    return `${name}: ${value}\r\n`;
  });
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

const BLANK_LINE = '\r\n\r\n';

/** Reads up to the head of the final answer; `rest` is what came with it of the body, good until the next read. */
async function readHead(connection: Connection): Promise<{ readonly head: AnswerHead; readonly rest: Uint8Array }> {
  let bytes: Buffer = Buffer.alloc(0);
  for (let interim = 0; interim <= INTERIM_ANSWERS; ) {
    const end = bytes.indexOf(BLANK_LINE);
    if (end < 0 && bytes.length > MAX_HEAD_BYTES) throw malformed(`a head of more than ${MAX_HEAD_BYTES} bytes`);
    if (end < 0) {
      const chunk = await connection.read();
      if (chunk === undefined) throw cut('no answer');
      bytes = Buffer.concat([bytes, chunk]);
      continue;
    }
    if (end > MAX_HEAD_BYTES) throw malformed(`a head of more than ${MAX_HEAD_BYTES} bytes`);
    const head = parseHead(bytes.subarray(0, end + BLANK_LINE.length));
    bytes = bytes.subarray(end + BLANK_LINE.length);
    if (head.status >= 200) return { head, rest: bytes };
    if (head.status === 101) throw malformed('another protocol');
    interim += 1;
  }
  throw malformed('one interim answer after the other');
}

interface BodyOptions {
  readonly head: AnswerHead;
  readonly framing: Framing;
  readonly rest: Uint8Array;
  readonly peer: Peer;
  readonly end: () => void;
}

async function* bodyOf(connection: Connection, options: BodyOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, framing, rest, peer, end } = options;
  let isWhole = false;
  try {
    isWhole = yield* framing.kind === 'chunked' ? chunkedBody(connection, rest) : plainBody(connection, framing, rest);
  } finally {
    end();
    if (isWhole && isKeptAlive(head)) keepConnection(peer, connection);
    else connection.destroy();
  }
}

/** Answers whether the connection is still open. */
async function* plainBody(
  connection: Connection,
  framing: Framing,
  rest: Uint8Array,
): AsyncGenerator<Uint8Array, boolean, undefined> {
  let left = framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY;
  let chunk: Uint8Array | undefined = rest;
  for (;;) {
    if (chunk.length > left) throw malformed('bytes after its end');
    left -= chunk.length;
    if (chunk.length > 0) yield chunk;
    if (left === 0) return true;
    chunk = await connection.read();
    if (chunk === undefined && framing.kind === 'length') throw cut(`${left} bytes are missing`);
    if (chunk === undefined) return false;
  }
}

async function* chunkedBody(connection: Connection, rest: Uint8Array): AsyncGenerator<Uint8Array, boolean, undefined> {
  const body = new ChunkedBody();
  for (let chunk: Uint8Array | undefined = rest; ; chunk = await connection.read()) {
    if (chunk === undefined) throw cut('the last chunk is missing');
    const { pieces, after } = body.push(chunk);
    if (after.length > 0) throw malformed('bytes after its end');
    yield* pieces;
    if (body.isDone) return true;
  }
}

function cut(what: string): HttpError {
  return new HttpError('cut', `the connection ended too early, ${what}`);
}
