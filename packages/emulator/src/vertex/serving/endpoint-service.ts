import { rpcApiError } from '../../http/api-error.ts';
import { isRecord } from '../../http/json-body.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { Operate } from './operations.ts';
import { deployedIn, invalid, type Json } from './serving-resource.ts';
import type { Resource, ServingStore } from './serving-store.ts';

/** EndpointService: endpoints, the model versions on them, and the share of the traffic that each gets. */
export interface EndpointService {
  find(name: string): Resource;
  list(parent: string): readonly Resource[];
  create(parent: string, body: Json): Resource;
  /** Changes what the body has of name, description, labels and traffic split. */
  update(name: string, body: Json): Resource;
  deploy(parent: string, name: string, body: Json): Resource;
  undeploy(parent: string, name: string, body: Json): Resource;
  remove(parent: string, name: string): Resource;
  /** Whether a model version is on an endpoint. */
  isDeployed(parent: string, version: Resource): boolean;
}

export function createEndpointService(options: {
  readonly store: ServingStore;
  readonly models: ModelRegistry;
  readonly operate: Operate;
}): EndpointService {
  const { store, models, operate } = options;
  const find = (name: string): Resource => {
    const found = store.get(name);
    if (found === undefined) throw rpcApiError(404, 'NOT_FOUND', `The Endpoint does not exist: ${name}`);
    return found;
  };
  const list = (parent: string): readonly Resource[] => store.list(`${parent}/endpoints/`);
  return {
    find,
    list,
    create: (parent, body) => {
      const { displayName } = body;
      if (typeof displayName !== 'string' || displayName === '') throw invalid('endpoint.display_name is required');
      const name = `${parent}/endpoints/${store.nextId()}`;
      return operate(parent, () => {
        const endpoint = { ...body, name, createTime: new Date().toISOString() };
        store.put(endpoint);
        return endpoint;
      });
    },
    update: (name, body) => {
      const endpoint = find(name);
      const changes = Object.fromEntries(CHANGEABLE.filter((key) => key in body).map((key) => [key, body[key]]));
      const ids = deployedIn(endpoint).map(({ id }) => String(id));
      const split = 'trafficSplit' in body ? { trafficSplit: splitIn(body.trafficSplit, ids) } : {};
      const updated = { ...endpoint, ...changes, ...split };
      store.put(updated);
      return updated;
    },
    deploy: (parent, name, body) => {
      const deployed = isRecord(body.deployedModel) ? body.deployedModel : {};
      const before = deployedIn(find(name));
      const version = models.find(String(deployed.model));
      const id = store.nextId();
      const ids = before.map((one) => String(one.id));
      // Without one the endpoint keeps the split that it has; its first model gets all.
      const wanted = body.trafficSplit ?? (ids.length === 0 ? { 0: 100 } : find(name).trafficSplit);
      const split = splitIn(wanted, ['0', ...ids]);
      const entry = {
        ...deployed,
        id,
        model: version.name.split('@')[0],
        modelVersionId: version.versionId,
        displayName: deployed.displayName ?? version.displayName,
        createTime: new Date().toISOString(),
      };
      return operate(parent, () => {
        const trafficSplit = Object.fromEntries(Object.entries(split).map(([key, of]) => [key === '0' ? id : key, of]));
        store.put({ ...find(name), deployedModels: [...deployedIn(find(name)), entry], trafficSplit });
        return { deployedModel: entry };
      });
    },
    undeploy: (parent, name, { deployedModelId, trafficSplit }) => {
      const endpoint = find(name);
      const after = deployedIn(endpoint).filter(({ id }) => id !== deployedModelId);
      if (after.length === deployedIn(endpoint).length)
        throw invalid(`no such deployed model: ${String(deployedModelId)}`);
      const now = isRecord(endpoint.trafficSplit) ? endpoint.trafficSplit : {};
      const ids = after.map(({ id }) => String(id));
      const split = after.length === 0 ? {} : splitIn(trafficSplit ?? now, ids);
      return operate(parent, () => {
        store.put({ ...find(name), deployedModels: after, trafficSplit: split });
        return {};
      });
    },
    remove: (parent, name) => {
      if (deployedIn(find(name)).length > 0)
        throw rpcApiError(400, 'FAILED_PRECONDITION', `${name} still has deployed models; undeploy them first.`);
      return operate(parent, () => {
        store.remove(name);
        return {};
      });
    },
    isDeployed: (parent, version) =>
      list(parent).some((endpoint) =>
        deployedIn(endpoint).some(
          ({ model, modelVersionId }) => `${String(model)}@${String(modelVersionId)}` === version.name,
        ),
      ),
  };
}

const CHANGEABLE = ['displayName', 'description', 'labels'];

/** A traffic split as the service takes it: whole per cents of what is deployed, 100 together. */
function splitIn(value: unknown, ids: readonly string[]): Readonly<Record<string, number>> {
  const entries = Object.entries(isRecord(value) ? value : {}).map(([id, of]) => [id, Number(of)] as const);
  const stranger = entries.find(([id, of]) => of > 0 && !ids.includes(id));
  if (stranger !== undefined) throw invalid(`traffic_split: ${stranger[0]} has traffic and is not deployed`);
  const sum = entries.reduce((total, [, of]) => total + of, 0);
  if (sum !== 100) throw invalid(`traffic_split: the sum has to be 100, got ${sum}`);
  return Object.fromEntries(entries.filter(([id]) => ids.includes(id)));
}
