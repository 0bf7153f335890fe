import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type GrpcObject,
  loadPackageDefinition,
  type ServiceClientConstructor,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { isRecord } from '../json-body.ts';

const OPTIONS = { longs: String, enums: String, defaults: false, oneofs: false };
const JOB_METHODS = ['CreateCustomJob', 'GetCustomJob', 'ListCustomJobs', 'DeleteCustomJob', 'CancelCustomJob'];

interface ProtoMessage {
  readonly fields?: Readonly<Record<string, { readonly type: string }>>;
  readonly nested?: Readonly<Record<string, ProtoMessage>>;
  methods?: Record<string, { readonly requestType: string; readonly responseType: string }>;
}

/** The services' definitions, from the descriptors that ship with the official clients. */
export function loadServices(): { readonly jobs: ServiceDefinition; readonly logging: ServiceDefinition } {
  const aiplatform = readJson('@google-cloud/aiplatform/build/protos/protos.json');
  keepReachable(namespace(aiplatform, 'google.cloud.aiplatform.v1'), 'JobService', JOB_METHODS);
  const cloud = namespace(aiplatform, 'google.cloud.aiplatform');
  for (const version of Object.keys(cloud)) if (version !== 'v1') delete cloud[version];
  return {
    jobs: serviceIn(aiplatform, 'google.cloud.aiplatform.v1.JobService'),
    logging: serviceIn(
      readJson('@google-cloud/logging-api/build/protos/protos.json'),
      'google.logging.v2.LoggingServiceV2',
    ),
  };
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(path), 'utf8'));
}

function namespace(root: unknown, path: string): Record<string, ProtoMessage> {
  let at: unknown = root;
  for (const name of path.split('.')) at = isRecord(at) && isRecord(at.nested) ? at.nested[name] : undefined;
  if (isRecord(at) && isRecord(at.nested)) return at.nested as Record<string, ProtoMessage>;
  throw new TypeError(`namespace: no ${path} in the descriptors`);
}

/** Drops the messages that a service's methods do not lead to: they are a thousand, and loading them takes a second. */
function keepReachable(messages: Record<string, ProtoMessage>, service: string, methods: readonly string[]): void {
  const kept = new Set([service]);
  const own = messages[service]?.methods ?? {};
  for (const method of Object.keys(own)) if (!methods.includes(method)) delete own[method];
  const reach = (type: string) => {
    const name = type.split('.').find((part) => part in messages);
    if (name === undefined || kept.has(name)) return;
    kept.add(name);
    visit(messages[name]);
  };
  const visit = (message: ProtoMessage | undefined) => {
    for (const { requestType, responseType } of Object.values(message?.methods ?? {})) {
      reach(requestType);
      reach(responseType);
    }
    for (const { type } of Object.values(message?.fields ?? {})) reach(type);
    for (const nested of Object.values(message?.nested ?? {})) visit(nested);
  };
  visit(messages[service]);
  for (const name of Object.keys(messages)) if (!kept.has(name)) delete messages[name];
}

function serviceIn(json: object, path: string): ServiceDefinition {
  let at: GrpcObject[string] = loadPackageDefinition(fromJSON(json, OPTIONS));
  for (const name of path.split('.')) at = (at as GrpcObject)[name] as GrpcObject[string];
  return (at as ServiceClientConstructor).service;
}
