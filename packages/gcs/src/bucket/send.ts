import type { Agent, IncomingMessage, request as requestOver } from 'node:http';
import { StorageError } from '../storage-error.ts';
import { explain } from './explain.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: Uint8Array | undefined;
}

export interface SendOptions {
  /** What errors name. */
  readonly uri: string;
  /** A request that moves nothing for so long is given up. */
  readonly silenceMs: number;
  readonly signal: AbortSignal | undefined;
}

const MAX_TEXT_BYTES = 64 * 1024;

interface Transport {
  readonly request: typeof requestOver;
  readonly agent: Agent;
}

const transports = new Map<string, Promise<Transport>>();

/** Loaded when the first request is made: a run without a bucket does not wait for it. */
function transportOf(protocol: string): Promise<Transport> {
  const known = transports.get(protocol);
  if (known !== undefined) return known;
  const loaded = (protocol === 'http:' ? import('node:http') : import('node:https')).then(({ Agent, request }) => {
    return { request, agent: new Agent({ keepAlive: true }) };
  });
  transports.set(protocol, loaded);
  return loaded;
}

/** Sends one request, once; resolves with the head of the answer, whatever its status. Throws `StorageError`. */
export async function send(
  { method, url, headers, body }: HttpRequest,
  { uri, silenceMs, signal }: SendOptions,
): Promise<IncomingMessage> {
  const { agent, request: requestOver } = await transportOf(new URL(url).protocol);
  return await new Promise((resolve, reject) => {
    const request = requestOver(url, { method, agent, headers, ...(signal === undefined ? {} : { signal }) });
    request.setTimeout(silenceMs, () => {
      const message = `${uri}: nothing came for ${silenceMs / 1000} s`;
      request.destroy(new StorageError({ code: 'timeout', uri, message, hint: 'check the network and try again' }));
    });
    request.on('response', resolve);
    request.on('error', (error) => reject(signal?.aborted ? signal.reason : explain(error, uri)));
    request.end(body);
  });
}

/** The body of a short answer as text, cut where it is not short. Throws `StorageError`. */
export async function textOf(answer: IncomingMessage, { uri, signal }: SendOptions): Promise<string> {
  let text = '';
  try {
    for await (const chunk of answer.setEncoding('utf8')) {
      text += chunk;
      if (text.length > MAX_TEXT_BYTES) break;
    }
  } catch (error) {
    throw signal?.aborted ? signal.reason : explain(error, uri);
  }
  return text;
}

/** What an answer that is no success says, as a `StorageError`. */
export async function refusalOf(answer: IncomingMessage, options: SendOptions): Promise<unknown> {
  const text = await textOf(answer, options);
  return explain(Object.assign(new Error(text), { code: answer.statusCode }), options.uri);
}
