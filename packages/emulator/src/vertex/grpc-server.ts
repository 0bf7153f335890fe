import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { ApiError } from '../api-error.ts';
import { EmulatorError } from '../emulator-error.ts';
import type { FaultRule, Faults } from '../faults.ts';
import { isRecord } from '../json-body.ts';
import { listEntries } from '../logging/list-entries.ts';
import type { LogStore } from '../logging/log-store.ts';
import type { JobService } from './job-service.ts';
import { jsonOf, messageOf } from './messages.ts';
import { loadServices } from './protos.ts';

export interface GrpcServer {
  readonly port: number;
  close(): void;
}

type Method = (request: Readonly<Record<string, unknown>>) => unknown;

/** The gRPC form of JobService and of Logging's `ListLogEntries`, on loopback. */
export async function startGrpcServer(options: {
  readonly jobs: JobService;
  readonly logs: LogStore;
  readonly faults: Faults;
  readonly port: number;
  readonly onBug: ((error: unknown) => void) | undefined;
}): Promise<GrpcServer> {
  const { jobs, logs, faults, port, onBug } = options;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const jobMethods: Readonly<Record<string, Method>> = {
    CreateCustomJob: ({ parent, customJob }) => jobs.create(text(parent), customJob),
    GetCustomJob: ({ name }) => jobs.get(text(name)),
    ListCustomJobs: ({ parent, filter, pageSize, pageToken }) =>
      jobs.list({
        parent: text(parent),
        filter: text(filter),
        pageSize: Number(pageSize ?? 0),
        pageToken: text(pageToken),
      }),
    CancelCustomJob: ({ name }) => {
      jobs.cancel(text(name));
      return {};
    },
    DeleteCustomJob: async ({ name }) => {
      await jobs.delete(text(name));
      return { name: `${text(name)}/operations/delete`, done: true };
    },
  };
  const logMethods: Readonly<Record<string, Method>> = {
    ListLogEntries: ({ filter, orderBy, pageSize, pageToken }) =>
      listEntries(logs.entries(), {
        filter: text(filter),
        orderBy: text(orderBy),
        pageSize: Number(pageSize ?? 0),
        pageToken: text(pageToken),
      }),
  };
  const served = (methods: Readonly<Record<string, Method>>) =>
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [
        name,
        (call: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>) =>
          void answer(name, method, call, done, { faults, onBug }),
      ]),
    );
  const server = new Server();
  const services = loadServices();
  server.addService(services.jobs, served(jobMethods));
  server.addService(services.logging, served(logMethods));
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, actual) => {
      const message = `127.0.0.1:${port}: the port is taken or not allowed; choose another one, or 0 for any free port`;
      if (error) reject(new EmulatorError('port-taken', message, { cause: error }));
      else resolve(actual);
    });
  });
  return { port: bound, close: () => server.forceShutdown() };
}

async function answer(
  name: string,
  method: Method,
  call: ServerUnaryCall<unknown, unknown>,
  done: sendUnaryData<unknown>,
  { faults, onBug }: { readonly faults: Faults; readonly onBug: ((error: unknown) => void) | undefined },
): Promise<void> {
  try {
    const fault = faults.take(
      ['unavailable', 'too-many-requests', 'permission-denied', 'network-down', 'lost-answer'],
      { method: name },
    );
    if (fault !== undefined && fault.name !== 'lost-answer') {
      done(failureOf(fault));
      return;
    }
    const request = jsonOf(call.request);
    const result = messageOf(await method(isRecord(request) ? request : {}));
    if (fault === undefined) done(null, result);
    else done(failureOf(fault));
  } catch (error) {
    if (!(error instanceof ApiError)) onBug?.(error);
    const code = error instanceof ApiError ? codeOf(error.body.error.status) : status.INTERNAL;
    done({ code, details: error instanceof ApiError ? error.message : 'Internal error encountered.' });
  }
}

function codeOf(name: string | undefined): number {
  const code: unknown = Reflect.get(status, name ?? 'INTERNAL');
  return typeof code === 'number' ? code : status.INTERNAL;
}

function failureOf({ name }: FaultRule): { readonly code: number; readonly details: string } {
  if (name === 'too-many-requests')
    return { code: status.RESOURCE_EXHAUSTED, details: 'Quota exceeded: too many requests.' };
  if (name === 'permission-denied')
    return { code: status.PERMISSION_DENIED, details: 'Permission denied on the resource.' };
  return {
    code: status.UNAVAILABLE,
    details: name === 'unavailable' ? 'The service is currently unavailable.' : 'No connection established.',
  };
}
