import { rpcApiError } from '../http/api-error.ts';
import { isRecord } from '../http/json-body.ts';
import { type ContainerSpec, durationMs, type JobSpec, type Scheduling, type WorkerPool } from './custom-job.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a client may set. */
export interface NewJob {
  readonly displayName: string;
  readonly jobSpec: JobSpec;
  readonly labels?: Readonly<Record<string, string>>;
  readonly encryptionSpec?: Json;
}

const MAX_POOLS = 4;
const MAX_ENV = 100;
const MAX_LABELS = 64;
const MACHINE_TYPE =
  /^(e2-(standard-(4|8|16|32)|highmem-(2|4|8|16)|highcpu-(16|32))|n1-(standard-(4|8|16|32|64|96)|highmem-(2|4|8|16|32|64|96)|highcpu-(16|32|64|96))|n2-(standard-(4|8|16|32|48|64|80)|highmem-(2|4|8|16|32|48|64|80)|highcpu-(16|32|48|64|80))|n4-(standard|highmem|highcpu)-(2|4|8|16|32|48|64|80)|c2-standard-(4|8|16|30|60)|(c3|m1|a2|a3|a4|g2)-[a-z0-9-]+)$/;
const STRATEGIES = ['STRATEGY_UNSPECIFIED', 'ON_DEMAND', 'LOW_COST', 'STANDARD', 'SPOT', '', 'FLEX_START'];

/** A job as a client sends it, checked as the service checks it: 400 names the first field that is wrong. */
export function parseCustomJob(value: unknown): NewJob {
  const job = record(value, 'custom_job');
  const { displayName, labels, encryptionSpec } = job;
  if (typeof displayName !== 'string' || displayName === '') throw invalid('custom_job.display_name', 'it is required');
  if ([...displayName].length > 128) throw invalid('custom_job.display_name', 'it is longer than 128 characters');
  const spec = record(job.jobSpec, 'custom_job.job_spec');
  const pools = Array.isArray(spec.workerPoolSpecs) ? spec.workerPoolSpecs : [];
  if (pools.length === 0 || pools.length > MAX_POOLS) {
    throw invalid('custom_job.job_spec.worker_pool_specs', `1 to ${MAX_POOLS} are wanted, got ${pools.length}`);
  }
  const workerPoolSpecs = pools.map((pool: unknown, index) => poolOf(pool, index));
  const scheduling =
    spec.scheduling === undefined ? undefined : schedulingOf(record(spec.scheduling, 'custom_job.job_spec.scheduling'));
  const base =
    spec.baseOutputDirectory === undefined
      ? undefined
      : record(spec.baseOutputDirectory, 'custom_job.job_spec.base_output_directory');
  const prefix = base?.outputUriPrefix;
  if (base !== undefined && !(typeof prefix === 'string' && /^gs:\/\/[^/]+/.test(prefix))) {
    throw invalid('custom_job.job_spec.base_output_directory.output_uri_prefix', 'it is not a gs:// URI');
  }
  const jobSpec = { ...spec, workerPoolSpecs, ...(scheduling === undefined ? {} : { scheduling }) };
  return {
    displayName,
    jobSpec: (typeof prefix === 'string'
      ? { ...jobSpec, baseOutputDirectory: { outputUriPrefix: prefix } }
      : jobSpec) as JobSpec,
    ...(isRecord(labels) && Object.keys(labels).length > 0 ? { labels: labelsOf(labels) } : {}),
    ...(isRecord(encryptionSpec) ? { encryptionSpec } : {}),
  };
}

function poolOf(value: unknown, index: number): WorkerPool {
  const where = `custom_job.job_spec.worker_pool_specs[${index}]`;
  const pool = record(value, where);
  // `{}` leaves out a pool that is not the first.
  if (index > 0 && Object.keys(pool).length === 0) return {};
  const { machineType } = record(pool.machineSpec, `${where}.machine_spec`);
  if (typeof machineType !== 'string' || !MACHINE_TYPE.test(machineType)) {
    throw invalid(
      `${where}.machine_spec.machine_type`,
      `machine type "${String(machineType ?? '')}" is not supported.`,
    );
  }
  const replicaCount = String(pool.replicaCount ?? '1');
  if (!/^[1-9]\d{0,5}$/.test(replicaCount))
    throw invalid(`${where}.replica_count`, `it is not a count, got ${replicaCount}`);
  if (index === 0 && replicaCount !== '1') {
    throw invalid(`${where}.replica_count`, 'the replica count of the primary worker pool must be 1.');
  }
  if (pool.pythonPackageSpec !== undefined)
    throw invalid(`${where}.python_package_spec`, 'this local cloud runs containers of Node alone.');
  const container = containerOf(record(pool.containerSpec, `${where}.container_spec`), `${where}.container_spec`);
  const diskSpec = isRecord(pool.diskSpec) ? { diskSpec: pool.diskSpec } : {};
  return {
    machineSpec: { ...record(pool.machineSpec, where), machineType },
    replicaCount,
    containerSpec: container,
    ...diskSpec,
  };
}

function containerOf(spec: Json, where: string): ContainerSpec {
  const { imageUri, command, args, env } = spec;
  if (typeof imageUri !== 'string' || imageUri === '') throw invalid(`${where}.image_uri`, 'it is required');
  const entries: readonly unknown[] = Array.isArray(env) ? env : [];
  if (entries.length > MAX_ENV) throw invalid(`${where}.env`, `at most ${MAX_ENV} are allowed, got ${entries.length}`);
  const variables = entries.map((entry) => {
    const { name, value } = record(entry, `${where}.env`);
    if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw invalid(`${where}.env`, `no name, got ${String(name)}`);
    return { name, value: typeof value === 'string' ? value : '' };
  });
  const texts = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);
  return {
    imageUri,
    ...(texts(command).length > 0 ? { command: texts(command) } : {}),
    ...(texts(args).length > 0 ? { args: texts(args) } : {}),
    ...(variables.length > 0 ? { env: variables } : {}),
  };
}

function schedulingOf(value: Json): Scheduling {
  const { strategy, timeout, restartJobOnWorkerRestart, disableRetries, maxWaitDuration } = value;
  for (const duration of [timeout, maxWaitDuration]) {
    const isFine = duration === undefined || (typeof duration === 'string' && durationMs(duration) !== undefined);
    if (!isFine) throw invalid('custom_job.job_spec.scheduling', `not a duration, got ${String(duration)}`);
  }
  const named = typeof strategy === 'number' ? STRATEGIES[strategy] : strategy;
  if (named !== undefined && !(typeof named === 'string' && named !== '' && STRATEGIES.includes(named))) {
    throw invalid('custom_job.job_spec.scheduling.strategy', `no such strategy, got ${String(strategy)}`);
  }
  return {
    ...(typeof timeout === 'string' ? { timeout } : {}),
    ...(typeof named === 'string' && named !== 'STRATEGY_UNSPECIFIED' ? { strategy: named } : {}),
    ...(restartJobOnWorkerRestart === true ? { restartJobOnWorkerRestart } : {}),
    ...(disableRetries === true ? { disableRetries } : {}),
    ...(typeof maxWaitDuration === 'string' ? { maxWaitDuration } : {}),
  };
}

function labelsOf(labels: Json): Readonly<Record<string, string>> {
  const entries = Object.entries(labels).map(([key, value]) => [key, String(value)] as const);
  if (entries.length > MAX_LABELS) throw invalid('custom_job.labels', `at most ${MAX_LABELS} are allowed`);
  for (const [key, value] of entries) {
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(key) || !/^[a-z0-9_-]{0,63}$/.test(value)) {
      throw invalid('custom_job.labels', `"${key}": "${value}" has characters that are not allowed, or too many.`);
    }
  }
  return Object.fromEntries(entries);
}

function record(value: unknown, where: string): Json {
  if (isRecord(value)) return value;
  throw invalid(where, 'it is required');
}

function invalid(field: string, what: string): Error {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: what }] },
  ];
  return rpcApiError(400, 'INVALID_ARGUMENT', `List of found errors:\t1.Field: ${field}; Message: ${what}\t`, details);
}
