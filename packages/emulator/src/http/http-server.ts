import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { EmulatorError } from '../emulator-error.ts';
import { isNodeError } from '../folder/node-error.ts';
import { ApiError, apiErrorAt, diskFull, storageApiError } from './api-error.ts';
import { sendJson } from './json-body.ts';

/** Answers a request. May throw `ApiError`. */
type HttpHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

export interface HttpServer {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Breaks open connections off and frees the port. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  readonly handle: HttpHandler;
  /** How long a client may take to send its headers; a minute by default. */
  readonly headersMs?: number | undefined;
  /** Gets errors in our own code, each answered with 500, and errors of the disk. */
  readonly onBug?: ((error: unknown) => void) | undefined;
}

const HEADERS_MS = 60_000;
const KEEP_ALIVE_MS = 120_000;
/** A connection on which nothing moves for so long is given up: a body may be slow, but not stand still for ever. */
const SILENCE_MS = 600_000;
const CHECK_MS = 30_000;
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(\/|$)/i;

/** Listens on 127.0.0.1 only. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { headersMs = HEADERS_MS } = options;
  const times = {
    requestTimeout: 0,
    headersTimeout: headersMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(headersMs, CHECK_MS),
  };
  const server = createServer(times, (request, response) => {
    answer(request, response, options)
      .catch((error: unknown) => answerError(request, response, error, options))
      // What of a refused request is still to come is read and dropped: the connection stays good.
      .finally(() => request.resume());
  });
  server.setTimeout(SILENCE_MS);
  server.on('clientError', refuseMalformed);
  await listen(server, options.port ?? 0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { origin: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

/** For browsers: nothing that is stored here is a page, runs, is guessed to be something else, or is part of a page. */
const HEADERS = new Headers({
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpServerOptions): Promise<void> {
  response.setHeaders(HEADERS);
  await options.handle(request, response, parseTarget(request));
}

/** URL parsing would resolve `..` and drop broken escapes without a word, and so turn one path into another. */
function parseTarget(request: IncomingMessage): URL {
  const target = request.url ?? '';
  const [path = '', query = ''] = target.split('?', 2);
  try {
    decodeURIComponent(path);
    decodeURIComponent(query);
    if (target.startsWith('/') && !DOT_SEGMENT.test(path)) return new URL(`http://127.0.0.1${target}`);
  } catch {
    // Answered below, like every other target that is no path.
  }
  throw storageApiError(400, 'badRequest', 'Bad Request: the request target is not a valid path.');
}

function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  { onBug }: HttpServerOptions,
): void {
  const known = error instanceof ApiError ? error : diskErrorOf(error, request.url ?? '');
  const clientLeft = request.destroyed && !request.complete;
  if (!(error instanceof ApiError) && !clientLeft && !(response.destroyed && !response.writableFinished))
    onBug?.(error);
  if (response.headersSent || clientLeft) {
    response.destroy();
    return;
  }
  const { httpStatus, body, headers } =
    known ?? apiErrorAt('', 500, { reason: '', status: 'INTERNAL', message: 'Internal error encountered.' });
  // Who may not ask at all is not listened to any longer.
  const isStranger = httpStatus === 401 || httpStatus === 403;
  if (isStranger && !request.complete) response.once('finish', () => request.destroy());
  sendJson(response, httpStatus, body, isStranger ? { ...headers, connection: 'close' } : headers);
}

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT']);

function diskErrorOf(error: unknown, path: string): ApiError | undefined {
  return isNodeError(error) && DISK_FULL.has(error.code ?? '') ? diskFull(error.code ?? '', path) : undefined;
}

/** What Node's parser refused: a broken request line, headers without end, a body that is not what its headers say. */
function refuseMalformed(error: Error, socket: Socket): void {
  if (!socket.writable || (isNodeError(error) && error.code === 'ECONNRESET')) {
    socket.destroy();
    return;
  }
  const isTooLong = isNodeError(error) && error.code === 'HPE_HEADER_OVERFLOW';
  const status = isTooLong ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const code = isTooLong ? 431 : 400;
  const body = JSON.stringify({ error: { code, message: status.slice(4), status: 'INVALID_ARGUMENT' } });
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=UTF-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const isTaken = isNodeError(cause) && (cause.code === 'EADDRINUSE' || cause.code === 'EACCES');
      reject(isTaken ? portTaken(port, cause) : cause);
    });
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
}

function portTaken(port: number, cause: Error): EmulatorError {
  return new EmulatorError(
    'port-taken',
    `127.0.0.1:${port}: the port is taken or not allowed; choose another one, or 0 for any free port`,
    { cause },
  );
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
