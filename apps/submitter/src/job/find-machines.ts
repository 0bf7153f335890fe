import { ConfigError } from '@taxifare/console';
import { ApiError } from '../cloud/api-error.ts';
import type { Json, RestApi } from '../cloud/rest-api.ts';
import type { SubmitPlan } from './submit-plan.ts';

/** The pool of a persistent resource that a job runs on. */
export interface StandingMachines {
  readonly machine: string;
  readonly count: number;
}

/** The pool of the persistent resource that fits the plan; `ConfigError` where there is none, or it does not run. */
export async function findMachines(
  api: RestApi,
  parent: string,
  { options }: Pick<SubmitPlan, 'options'>,
): Promise<StandingMachines | undefined> {
  const { persistentResource: id, machineType, replicas } = options;
  if (id === undefined) return undefined;
  const where = '--persistent-resource';
  const resource = await found(api, `${parent}/persistentResources/${id}`);
  if (resource === undefined) {
    const fix = `gcloud ai persistent-resources list --region=${parent.split('/').at(-1)} shows them`;
    throw new ConfigError([{ where, what: 'no such persistent resource', got: id, fix }]);
  }
  if (resource.state !== 'RUNNING') {
    const what = `the persistent resource is ${String(resource.state)}`;
    throw new ConfigError([{ where, what, got: id, fix: 'wait until it is RUNNING, or leave it out' }]);
  }
  const pools = (Array.isArray(resource.resourcePools) ? resource.resourcePools : []).map(poolOf);
  const pool = pools.find(({ machine, count }) => machine === machineType.name && count >= replicas);
  if (pool !== undefined) return pool;
  const has = pools.map(({ machine, count }) => `${count} x ${machine}`).join(', ') || 'no machines';
  const what = `it has ${has}, and the job wants ${replicas} x ${machineType.name}`;
  throw new ConfigError([{ where, what, got: id, fix: 'give --machine-type and --replicas as it has them' }]);
}

async function found(api: RestApi, name: string): Promise<Json | undefined> {
  try {
    return await api.call('GET', name);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function poolOf(value: unknown): StandingMachines {
  const { machineSpec, replicaCount, autoscalingSpec } = Object(value) as Json;
  const { machineType } = Object(machineSpec) as Json;
  const { maxReplicaCount } = Object(autoscalingSpec) as Json;
  return { machine: String(machineType), count: Number(maxReplicaCount ?? replicaCount ?? 1) };
}
