import { storageApiError } from './api-error.ts';
import { EmulatorError } from './emulator-error.ts';
import { FAULT_NAMES, type FaultName, type FaultRule, type Faults } from './faults.ts';
import type { HttpHandler } from './http-server.ts';
import { isRecord, readJsonObject, sendJson } from './json-body.ts';

export interface ControlOptions {
  readonly faults: Faults;
  readonly status: () => unknown;
  readonly putSample: (sample: Sample) => Promise<void>;
}

/** A file that is to be an object of the local bucket. */
export interface Sample {
  readonly name: string;
  readonly path: string;
}

/** `/_local/…`: what the local cloud can be asked that the real one cannot. */
export function createControl({ faults, status, putSample }: ControlOptions): HttpHandler {
  return async (request, response, url) => {
    if (!url.pathname.startsWith('/_local/')) return false;
    const call = `${request.method} ${url.pathname}`;
    if (call === 'GET /_local/status') sendJson(response, 200, status());
    else if (call === 'POST /_local/sample') {
      await putSample(sampleOf(await readJsonObject(request))).catch((error: unknown) => {
        throw error instanceof EmulatorError ? storageApiError(400, 'invalid', error.message) : error;
      });
      sendJson(response, 200, {});
    } else if (call === 'POST /_local/faults') {
      faults.add(ruleOf(await readJsonObject(request)));
      sendJson(response, 200, { faults: faults.list() });
    } else if (call === 'DELETE /_local/faults') {
      faults.clear();
      sendJson(response, 200, {});
    } else if (call === 'GET /_local/faults') sendJson(response, 200, { faults: faults.list() });
    else return false;
    return true;
  };
}

function sampleOf({ name, path }: Readonly<Record<string, unknown>>): Sample {
  if (typeof name === 'string' && typeof path === 'string') return { name, path };
  throw storageApiError(400, 'invalid', 'A sample has a name and a path.');
}

function ruleOf({ name, match, times, afterBytes, delayMs }: Readonly<Record<string, unknown>>): FaultRule {
  const known = FAULT_NAMES.find((fault): fault is FaultName => fault === name);
  if (known === undefined) throw storageApiError(400, 'invalid', `No such fault: ${String(name)}`);
  return {
    name: known,
    ...(isRecord(match) ? { match } : {}),
    ...(typeof times === 'number' || times === 'always' ? { times } : {}),
    ...(typeof afterBytes === 'number' ? { afterBytes } : {}),
    ...(typeof delayMs === 'number' ? { delayMs } : {}),
  };
}
