import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { EmulatorError } from '../emulator-error.ts';
import { isNodeError } from '../folder/node-error.ts';
import { ApiError, rpcApiError, storageApiError } from './api-error.ts';
import { sendJson } from './json-body.ts';

/** Answers a request. May throw `ApiError`. */
type HttpHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

export interface HttpServer {
  readonly url: string;
  /** Breaks open connections off and frees the port. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  readonly handle: HttpHandler;
  /** Gets errors in our own code, each answered with 500. */
  readonly onBug?: ((error: unknown) => void) | undefined;
}

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(\/|$)/i;

/** Listens on 127.0.0.1 only, and refuses what a web page could send there: a foreign `Host` or `Origin`. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 120_000 }, (request, response) => {
    answer(request, response, options)
      .catch((error: unknown) => answerError(request, response, error, options))
      .finally(() => request.resume());
  });
  server.on('clientError', refuseMalformed);
  await listen(server, options.port ?? 0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpServerOptions): Promise<void> {
  const url = parseTarget(request);
  refuseForeign(request);
  await options.handle(request, response, url);
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

function refuseForeign(request: IncomingMessage): void {
  const { host, origin } = request.headers;
  const name = host?.replace(/:\d*$/, '').toLowerCase();
  if (name === undefined || !LOOPBACK_NAMES.has(name)) {
    throw rpcApiError(
      403,
      'PERMISSION_DENIED',
      `This server answers on loopback only, not for host ${host ?? '(none)'}.`,
    );
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw rpcApiError(403, 'PERMISSION_DENIED', `This server does not answer web pages of origin ${origin}.`);
  }
}

function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  options: HttpServerOptions,
): void {
  if (error instanceof ApiError && !response.headersSent) {
    sendJson(response, error.httpStatus, error.body, error.headers);
    return;
  }
  const clientLeft = request.destroyed && !request.complete;
  if (!clientLeft && !(response.destroyed && !response.writableFinished)) options.onBug?.(error);
  if (response.headersSent || clientLeft) response.destroy();
  else sendJson(response, 500, rpcApiError(500, 'INTERNAL', 'Internal error encountered.').body);
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
