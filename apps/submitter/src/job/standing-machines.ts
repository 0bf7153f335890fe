/** Persistent resources: machines that stand, and are billed, until they are deleted. Jobs may run on them. */
import type { Json, RestApi } from '../cloud/rest-api.ts';

/** Machines of one kind. */
export interface Pool {
  readonly machine: string;
  /** As many as there can be, where their number follows the load. */
  readonly count: number;
}

export interface PersistentResource {
  readonly id: string;
  /** `RUNNING` where jobs may use it. */
  readonly state: string;
  readonly createTime: string | undefined;
  readonly pools: readonly Pool[];
}

export async function persistentResources(api: RestApi, parent: string): Promise<readonly PersistentResource[]> {
  return (await api.list(`${parent}/persistentResources`, 'persistentResources')).map(persistentResourceOf);
}

export function persistentResourceOf({ name, state, createTime, resourcePools }: Json): PersistentResource {
  return {
    id: String(name).split('/').at(-1) ?? '',
    state: String(state),
    createTime: typeof createTime === 'string' ? createTime : undefined,
    pools: (Array.isArray(resourcePools) ? resourcePools : []).map(poolOf),
  };
}

export function describePools(pools: readonly Pool[]): string {
  return pools.map(({ machine, count }) => `${count} x ${machine}`).join(', ') || 'no machines';
}

function poolOf(value: unknown): Pool {
  const { machineSpec, replicaCount, autoscalingSpec } = Object(value) as Json;
  const { machineType } = Object(machineSpec) as Json;
  const { maxReplicaCount } = Object(autoscalingSpec) as Json;
  return { machine: String(machineType), count: Number(maxReplicaCount ?? replicaCount ?? 1) };
}
