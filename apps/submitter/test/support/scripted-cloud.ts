/** A server on loopback that answers the official clients as a script says: what Vertex AI and Cloud Logging would. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JobsApi } from '../../src/cloud/jobs-api.ts';
import { openVertexJobs } from '../../src/cloud/vertex-jobs.ts';
import { START_MS } from './driven-clock.ts';

export const JOB_NAME = 'projects/my-project/locations/europe-west1/customJobs/456';

/** An answer: JSON with its status, a text, or a connection cut off. */
export type Answer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly status: number; readonly text: string }
  | 'cut';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ScriptedCloud {
  readonly origin: string;
  readonly api: JobsApi;
  readonly requests: readonly Request[];
  readonly close: () => Promise<void>;
}

export async function scriptedCloud(script: (request: Request) => Answer): Promise<ScriptedCloud> {
  const requests: Request[] = [];
  const server = createServer(async (incoming, response) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const request = {
      method: incoming.method ?? '',
      path: url.pathname.replace(/^\/secret(?=\/)/, ''),
      query: url.searchParams,
      body: text === '' ? {} : JSON.parse(text),
    };
    requests.push(request);
    reply(response, script(request));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`;
  const endpoints = { aiplatform: origin, logging: origin, storage: undefined };
  return {
    origin,
    api: openVertexJobs({ project: 'my-project', region: 'europe-west1', endpoints, client: undefined }),
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  response.statusCode = answer.status ?? 200;
  const isJson = 'json' in answer;
  response.setHeader('content-type', isJson ? 'application/json' : 'text/html');
  response.end(isJson ? JSON.stringify(answer.json) : answer.text);
}

/** A job as the REST API describes it. */
export function jobResource(
  state: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    name: JOB_NAME,
    displayName: 'my_job',
    state: `JOB_STATE_${state}`,
    createTime: new Date(START_MS).toISOString(),
    jobSpec: {
      workerPoolSpecs: [{ machineSpec: { machineType: 'e2-standard-4' }, replicaCount: '1' }],
      scheduling: { timeout: '3600s' },
      baseOutputDirectory: { outputUriPrefix: 'gs://my-bucket/trainings/my_job' },
    },
    ...more,
  };
}

/** A log entry as the REST API gives it; `atMs` counts from the start of the clock. */
export function entryResource(atMs: number, insertId: string, message: string): Readonly<Record<string, unknown>> {
  return {
    timestamp: new Date(START_MS + atMs).toISOString(),
    insertId,
    severity: 'INFO',
    resource: { type: 'ml_job', labels: { job_id: '456', task_name: 'workerpool0-0' } },
    textPayload: message,
  };
}

/** Google's error body (google.rpc.Status over HTTP). */
export function refusal(status: number, code: string, message: string, reason?: string): Answer {
  const details = reason
    ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }]
    : [];
  return { status, json: { error: { code: status, status: code, message, details } } };
}
