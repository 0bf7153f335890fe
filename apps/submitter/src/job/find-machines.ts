import { ConfigError } from '@taxifare/console';
import { ApiError } from '../cloud/api-error.ts';
import type { RestApi } from '../cloud/rest-api.ts';
import { describePools, type PersistentResource, type Pool, persistentResourceOf } from './standing-machines.ts';
import type { SubmitPlan } from './submit-plan.ts';

/** The pool of the persistent resource that fits the plan; `ConfigError` where there is none, or it does not run. */
export async function findMachines(
  api: RestApi,
  parent: string,
  { options }: Pick<SubmitPlan, 'options'>,
): Promise<Pool | undefined> {
  const { persistentResource: id, machineType, replicas } = options;
  if (id === undefined) return undefined;
  const where = '--persistent-resource';
  const resource = await found(api, `${parent}/persistentResources/${id}`);
  if (resource === undefined) {
    const fix = 'submitter machines shows those of the region';
    throw new ConfigError([{ where, what: 'no such persistent resource', got: id, fix }]);
  }
  if (resource.state !== 'RUNNING') {
    const what = `the persistent resource is ${resource.state}`;
    throw new ConfigError([{ where, what, got: id, fix: 'wait until it is RUNNING, or leave it out' }]);
  }
  const pool = resource.pools.find(({ machine, count }) => machine === machineType.name && count >= replicas);
  if (pool !== undefined) return pool;
  const what = `it has ${describePools(resource.pools)}, and the job wants ${replicas} x ${machineType.name}`;
  throw new ConfigError([{ where, what, got: id, fix: 'give --machine-type and --replicas as it has them' }]);
}

async function found(api: RestApi, name: string): Promise<PersistentResource | undefined> {
  try {
    return persistentResourceOf(await api.call('GET', name));
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
