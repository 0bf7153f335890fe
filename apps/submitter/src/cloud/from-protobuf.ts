/** Between the clients' protobuf objects and the submitter's own: durations, timestamps, structs. */
import { ApiError } from './api-error.ts';
import type { CustomJobRequest, CustomJobSpec } from './custom-job.ts';
import type { Job, JobState, LogEntry } from './jobs-api.ts';

const STATES: readonly JobState[] = [
  ...(['UNSPECIFIED', 'QUEUED', 'PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const),
  ...(['CANCELLING', 'CANCELLED', 'PAUSED', 'EXPIRED', 'UPDATING', 'PARTIALLY_SUCCEEDED'] as const),
];
/** google.logging.type.LogSeverity's numbers are hundreds. */
const SEVERITIES = ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'];

type Fields = Readonly<Record<string, unknown>>;

/** The request as the client wants it: `"3600s"` becomes `{seconds: 3600}`. */
export function protobufOf(request: CustomJobRequest): Record<string, unknown> {
  const { timeout, ...scheduling } = request.jobSpec.scheduling;
  const seconds = { seconds: Number(timeout.replace(/s$/, '')), nanos: 0 };
  return { ...request, jobSpec: { ...request.jobSpec, scheduling: { ...scheduling, timeout: seconds } } };
}

export function jobOf(value: unknown): Job {
  const job = fieldsOf(value);
  const name = textOf(job.name);
  const error = fieldsOf(job.error);
  const hasError = Number(error.code ?? 0) !== 0 || textOf(error.message) !== '';
  const key = textOf(fieldsOf(job.encryptionSpec).kmsKeyName);
  if (!/^projects\/[^/]+\/locations\/[^/]+\/customJobs\/[^/]+$/.test(name)) {
    throw new ApiError(`not what the API promises: a job without a name, got ${JSON.stringify(name)}`, {
      code: 'INTERNAL',
    });
  }
  return {
    name,
    id: name.split('/').at(-1) ?? name,
    displayName: textOf(job.displayName),
    state: stateOf(job.state),
    createTimeMs: timeMsOf(job.createTime) ?? 0,
    startTimeMs: timeMsOf(job.startTime),
    endTimeMs: timeMsOf(job.endTime),
    error: hasError ? { code: Number(error.code ?? 0), message: textOf(error.message) } : undefined,
    labels: textsByKeyOf(job.labels),
    jobSpec: jobSpecOf(job.jobSpec),
    ...(key && { encryptionSpec: { kmsKeyName: key } }),
    webAccessUris: textsByKeyOf(job.webAccessUris),
  };
}

function jobSpecOf(value: unknown): CustomJobSpec {
  const spec = fieldsOf(value);
  const scheduling = fieldsOf(spec.scheduling);
  const strategy = strategyOf(scheduling.strategy);
  const account = textOf(spec.serviceAccount);
  const network = textOf(spec.network);
  const machines = textOf(spec.persistentResourceId);
  return {
    workerPoolSpecs: listOf(spec.workerPoolSpecs).map((pool) => {
      const container = fieldsOf(pool.containerSpec);
      const disk = fieldsOf(pool.diskSpec);
      return {
        machineSpec: { machineType: textOf(fieldsOf(pool.machineSpec).machineType) },
        replicaCount: textOf(pool.replicaCount) || '1',
        diskSpec: { bootDiskType: textOf(disk.bootDiskType), bootDiskSizeGb: Number(disk.bootDiskSizeGb ?? 0) },
        containerSpec: {
          imageUri: textOf(container.imageUri),
          command: textsOf(container.command),
          args: textsOf(container.args),
          env: listOf(container.env).map((variable) => ({
            name: textOf(variable.name),
            value: textOf(variable.value),
          })),
        },
      };
    }),
    scheduling: {
      timeout: `${textOf(fieldsOf(scheduling.timeout).seconds) || '0'}s`,
      ...(strategy && { strategy }),
      ...(scheduling.restartJobOnWorkerRestart === true && { restartJobOnWorkerRestart: true }),
      ...(scheduling.disableRetries === true && { disableRetries: true }),
    },
    baseOutputDirectory: { outputUriPrefix: textOf(fieldsOf(spec.baseOutputDirectory).outputUriPrefix) },
    ...(account && { serviceAccount: account }),
    ...(network && { network }),
    ...(machines && { persistentResourceId: machines }),
    ...(spec.enableWebAccess === true && { enableWebAccess: true }),
  };
}

/** google.cloud.aiplatform.v1.Scheduling.Strategy, by name or number; the standard one is none. */
function strategyOf(value: unknown): 'SPOT' | 'FLEX_START' | undefined {
  if (value === 'SPOT' || value === 4) return 'SPOT';
  return value === 'FLEX_START' || value === 6 ? 'FLEX_START' : undefined;
}

export function logEntryOf(value: unknown): LogEntry {
  const entry = fieldsOf(value);
  const resource = fieldsOf(fieldsOf(entry.resource).labels);
  const { message, ...fields } = structOf(entry.jsonPayload);
  const text = typeof message === 'string' ? message : message === undefined ? undefined : JSON.stringify(message);
  return {
    timestamp: timestampOf(entry.timestamp),
    insertId: textOf(entry.insertId),
    severity: severityOf(entry.severity),
    task: textOf(resource.task_name) || textOf(fieldsOf(entry.labels).task_name) || 'unknown_task',
    message: text ?? textOf(entry.textPayload),
    fields,
  };
}

function stateOf(value: unknown): JobState {
  const name = typeof value === 'number' ? STATES[value] : textOf(value).replace('JOB_STATE_', '');
  return STATES.find((state) => state === name) ?? 'UNSPECIFIED';
}

function severityOf(value: unknown): string {
  if (typeof value !== 'number') return textOf(value) || 'DEFAULT';
  return SEVERITIES[Math.round(value / 100)] ?? 'DEFAULT';
}

function timeMsOf(value: unknown): number | undefined {
  const { seconds, nanos } = fieldsOf(value);
  return seconds === undefined || seconds === null ? undefined : Number(seconds) * 1000 + Number(nanos ?? 0) / 1e6;
}

function timestampOf(value: unknown): string {
  const { seconds, nanos } = fieldsOf(value);
  const whole = new Date(Number(seconds ?? 0) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(Number(nanos ?? 0)).padStart(9, '0')}Z`;
}

/** A google.protobuf.Struct as plain JSON. */
function structOf(value: unknown): Fields {
  const fields = fieldsOf(fieldsOf(value).fields);
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, plainValueOf(field)]));
}

function plainValueOf(value: unknown): unknown {
  const field = fieldsOf(value);
  const list = fieldsOf(field.listValue).values;
  if (Array.isArray(list)) return list.map(plainValueOf);
  if (field.structValue !== undefined && field.structValue !== null) return structOf(field.structValue);
  return field.stringValue ?? field.numberValue ?? field.boolValue ?? null;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

function textsByKeyOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([key, text]) => [key, textOf(text)]));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : String(value);
}
