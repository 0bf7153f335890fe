import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type ApiError, rpcApiError } from './api-error.ts';

/** A request that may be answered: the path without the secret, and what links to this server begin with. */
export interface Admitted {
  readonly url: URL;
  /** `http://127.0.0.1:9100/SECRET`, or without the secret for a client that gives it as its token. */
  readonly base: string;
}

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Admits a request that gives the secret: as the first part of the path (the endpoint that the programs are pointed at
 * ends in it), or as `Authorization: Bearer SECRET`. Refuses whatever a web page could send, with the secret or not: a
 * foreign `Host`, any `Origin`, a fetch that the browser marks as from another site.
 */
export function admit(request: IncomingMessage, url: URL, secret: string): Admitted {
  const { host, origin, authorization, 'sec-fetch-site': site } = request.headers;
  const name = host?.replace(/:\d*$/, '').toLowerCase();
  if (name === undefined || !LOOPBACK_NAMES.has(name)) {
    throw refusal(`This server answers on loopback only, not for host ${host ?? '(none)'}.`);
  }
  if (origin !== undefined) throw refusal(`This server answers no web page, got origin ${origin}.`);
  if (site !== undefined && site !== 'none') throw refusal(`This server answers no web page, got a ${site} request.`);
  const [, first = '', path = ''] = /^\/([^/]*)(.*)$/s.exec(url.pathname) ?? [];
  if (isEqual(first, secret)) {
    const inner = new URL(url);
    inner.pathname = path === '' ? '/' : path;
    return { url: inner, base: `http://${host}/${secret}` };
  }
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  if (isEqual(token, secret)) return { url, base: `http://${host}` };
  throw rpcApiError(401, 'UNAUTHENTICATED', MISSING, undefined, { 'www-authenticate': 'Bearer realm="local cloud"' });
}

const MISSING =
  'This local cloud answers its owner alone: the secret is missing or wrong. Use the endpoint that the local cloud ' +
  'printed, path included, or its secret as the access token.';

function isEqual(given: string, secret: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', secret, 'buffer'));
}

function refusal(message: string): ApiError {
  return rpcApiError(403, 'PERMISSION_DENIED', message);
}
