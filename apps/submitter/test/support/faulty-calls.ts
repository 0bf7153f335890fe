/** What networks, proxies and services do in place of what was asked for, and what a command makes of it. */
import { type Fault, faultProxy, type Rule, refusing } from './fault-proxy.ts';
import type { Bench } from './run-submitter.ts';

const json = (body: unknown): Fault => ({
  kind: 'answer',
  status: 200,
  type: 'application/json',
  body: JSON.stringify(body),
});

/** By the name that the table shows. */
export const FAULTS: Readonly<Record<string, { readonly fault: Fault; readonly times?: number }>> = {
  '401': { fault: refusing(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.') },
  '403': { fault: refusing(403, 'PERMISSION_DENIED', 'The caller does not have permission') },
  '404': { fault: refusing(404, 'NOT_FOUND', 'Not found.') },
  '409': { fault: refusing(409, 'ABORTED', 'There were concurrent changes.') },
  '412': { fault: refusing(412, 'FAILED_PRECONDITION', 'Precondition check failed.') },
  '429 once': { fault: refusing(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for requests per minute.'), times: 1 },
  '429 for ever': { fault: refusing(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for requests per minute.') },
  '500 once': { fault: refusing(500, 'INTERNAL', 'Internal error encountered.'), times: 1 },
  '500 for ever': { fault: refusing(500, 'INTERNAL', 'Internal error encountered.') },
  '503 for ever': { fault: refusing(503, 'UNAVAILABLE', 'The service is currently unavailable.') },
  HTML: {
    fault: {
      kind: 'answer',
      status: 200,
      type: 'text/html',
      body: '<!DOCTYPE html><html><head><title>Log in to the network</title></head><body></body></html>',
    },
  },
  'a list': { fault: json(['not', 'what', 'was', 'promised']) },
  'wrong types': {
    fault: json({
      ...{ name: 5, size: 'many', generation: [], crc32c: 7, items: 'none', customJobs: 'seven', entries: {} },
      ...{ models: 7, endpoints: true, services: 'no', state: {}, response: 3, done: 'yes', predictions: {} },
    }),
  },
  hang: { fault: { kind: 'hang' } },
};

/** Also the one of which nothing comes back: nobody listens there. */
export const FAULT_NAMES: readonly string[] = [...Object.keys(FAULTS), 'closed port'];

export interface FaultyCall {
  readonly command: string;
  /** Which of its calls; all of the service's where `matches` is absent. */
  readonly at: string;
  readonly service: 'vertex' | 'storage';
  readonly args: readonly string[];
  readonly matches?: Rule['matches'];
}

export interface Row {
  readonly command: string;
  readonly at: string;
  readonly fault: string;
  readonly code: number | null;
  readonly firstWordS: number;
  readonly endS: number;
  readonly said: string;
  readonly text: string;
}

/** Runs a command while a service misbehaves. */
export async function tried(bench: Bench, call: FaultyCall, name: string): Promise<Row> {
  const { command, at, service, args, matches } = call;
  const found = FAULTS[name];
  const rule = found && { ...found, ...(matches && { matches }) };
  const proxy = await faultProxy(bench.cloud.url, rule);
  if (found === undefined) await proxy.close();
  const env =
    service === 'storage'
      ? { STORAGE_API_ENDPOINT: proxy.url }
      : { AIPLATFORM_API_ENDPOINT: proxy.url, LOGGING_API_ENDPOINT: proxy.url };
  const { code, err, out, firstWordMs = Number.POSITIVE_INFINITY, endMs } = await bench.run(args, undefined, env);
  if (found !== undefined) await proxy.close();
  const text = `${err}\n${out}`.trim();
  const lines = text.split('\n');
  const said = lines.find((line) => /: .+; /.test(line)) ?? lines.at(-1) ?? '';
  return { command, at, fault: name, code, firstWordS: firstWordMs / 1000, endS: endMs / 1000, said, text };
}
