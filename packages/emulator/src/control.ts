import { EmulatorError } from './emulator-error.ts';
import { FAULT_NAMES, type FaultName, type FaultRule, type Faults } from './faults/faults.ts';
import { storageApiError } from './http/api-error.ts';
import { isRecord, readJsonObject, sendJson } from './http/json-body.ts';
import type { Route } from './http/routes.ts';

export interface ControlOptions {
  readonly faults: Faults;
  readonly putSample: (sample: Sample) => Promise<void>;
}

/** A file that is to be an object of the local bucket. */
export interface Sample {
  readonly name: string;
  readonly path: string;
}

/** `/_local/…`: what the local cloud can be asked that the real one cannot. */
export function controlRoutes({ faults, putSample }: ControlOptions): readonly Route[] {
  return [
    [
      'POST',
      '/_local/sample',
      async ({ request, response }) => {
        await putSample(sampleOf(await readJsonObject(request))).catch((error: unknown) => {
          throw error instanceof EmulatorError ? storageApiError(400, 'invalid', error.message) : error;
        });
        sendJson(response, 200, {});
      },
    ],
    [
      'POST',
      '/_local/faults',
      async ({ request, response }) => {
        faults.add(ruleOf(await readJsonObject(request)));
        sendJson(response, 200, { faults: faults.list() });
      },
    ],
    ['GET', '/_local/faults', ({ response }) => sendJson(response, 200, { faults: faults.list() })],
    [
      'DELETE',
      '/_local/faults',
      ({ response }) => {
        faults.clear();
        sendJson(response, 200, {});
      },
    ],
  ];
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
