import { rpcApiError } from '../http/api-error.ts';
import type { Operate } from './serving/operations.ts';
import { invalid, type Json } from './serving/serving-resource.ts';
import type { Resource, ServingStore } from './serving/serving-store.ts';

/** PersistentResourceService: machines that stand, and are billed, until they are deleted. Here they are a record. */
export interface PersistentResources {
  find(name: string): Resource;
  list(parent: string): readonly Resource[];
  create(parent: string, id: string, body: Json): Resource;
  remove(parent: string, name: string): Resource;
}

export function createPersistentResources(store: ServingStore, operate: Operate): PersistentResources {
  const find = (name: string): Resource => {
    const found = store.get(name);
    if (found === undefined) throw rpcApiError(404, 'NOT_FOUND', `The PersistentResource does not exist: ${name}`);
    return found;
  };
  return {
    find,
    list: (parent) => store.list(`${parent}/persistentResources/`),
    create: (parent, id, body) => {
      if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) throw invalid(`persistent_resource_id: not an id, got ${id}`);
      if (!Array.isArray(body.resourcePools) || body.resourcePools.length === 0)
        throw invalid('persistent_resource.resource_pools is required');
      const name = `${parent}/persistentResources/${id}`;
      if (store.get(name) !== undefined) throw rpcApiError(409, 'ALREADY_EXISTS', `${name} exists already.`);
      const resource = { ...body, name, state: 'PROVISIONING', createTime: new Date().toISOString() };
      store.put(resource);
      return operate(parent, () => {
        const running = { ...resource, state: 'RUNNING', startTime: new Date().toISOString() };
        store.put(running);
        return running;
      });
    },
    remove: (parent, name) => {
      find(name);
      return operate(parent, () => {
        store.remove(name);
        return {};
      });
    },
  };
}
