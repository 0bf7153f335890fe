import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultName, FaultRule } from '../faults/faults.ts';
import { apiErrorAt } from './api-error.ts';

/** One request on its way to its answer. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The address that was asked for; its path begins with the service's own, such as `/storage/v1/b`. */
  readonly url: URL;
  /** What links in answers begin with: `http://127.0.0.1:9100/SECRET`, as the client wrote it. */
  readonly base: string;
  /** The oldest placed fault of one of these names that matches the request; asking uses it once. */
  readonly takeFault: (names: readonly FaultName[]) => FaultRule | undefined;
}

/** Answers a call; `parts` are the values of the template's braces, decoded. May throw `ApiError`. */
export type Answer = (call: Call, ...parts: string[]) => Promise<void> | void;

/** One row of a service's surface: `['GET', '/storage/v1/b/{bucket}', getBucket]`. The method `*` is any. */
export type Route = readonly [method: string, template: string, answer: Answer];

/** Looks the call up in the table. Answers whether it has a row for the path; 405 where it has none for the method. */
export async function routeCall(routes: readonly Route[], call: Call): Promise<boolean> {
  // A verb's colon may come escaped, as everything else may.
  const path = call.url.pathname.replaceAll(/%3a/gi, ':');
  const method = call.request.method ?? 'GET';
  let isKnown = false;
  for (const [wanted, template, answer] of routes) {
    const match = patternOf(template).exec(path);
    if (match === null) continue;
    isKnown = true;
    if (wanted !== '*' && wanted !== method) continue;
    await answer(call, ...match.slice(1).map(decodeURIComponent));
    return true;
  }
  if (isKnown) throw notAllowed(path, method);
  return false;
}

const patterns = new Map<string, RegExp>();

function patternOf(template: string): RegExp {
  const known = patterns.get(template);
  if (known !== undefined) return known;
  const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '([^/]+)')}/?$`);
  patterns.set(template, pattern);
  return pattern;
}

function notAllowed(path: string, method: string): Error {
  const message = `Method ${method} is not allowed here.`;
  return apiErrorAt(path, 405, { reason: 'methodNotAllowed', status: 'UNIMPLEMENTED', message });
}
