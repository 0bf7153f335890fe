import { parseFilter } from '../filter/parse-filter.ts';
import { valueAt } from '../filter/value-at.ts';
import { rpcApiError } from '../http/api-error.ts';
import { isRecord } from '../http/json-body.ts';
import type { ObjectFolder } from '../storage/object-folder.ts';
import { modelFileOf } from './model-file.ts';
import { deployedIn, invalid, type Json } from './serving-resource.ts';
import type { Resource, ServingStore } from './serving-store.ts';

export interface ServingOptions {
  readonly store: ServingStore;
  readonly objects: ObjectFolder;
  /** How long a long-running operation runs. */
  readonly operationMs: number;
}

/** ModelService and EndpointService. What changes something returns the operation that does it. Throws `ApiError`. */
export interface ServingService {
  find(name: string): Resource;
  list(prefix: string, filter: string): readonly Resource[];
  uploadModel(parent: string, body: Json): Resource;
  createEndpoint(parent: string, body: Json): Resource;
  deploy(parent: string, endpoint: string, body: Json): Resource;
  undeploy(parent: string, endpoint: string, body: Json): Resource;
  remove(parent: string, name: string): Resource;
}

/** One of Vertex AI's prebuilt containers for scikit-learn that can be used still. */
const SKLEARN_IMAGE = /^(us|europe|asia)-docker\.pkg\.dev\/vertex-ai\/prediction\/sklearn-cpu\.1-[456](:[\w.-]+)?$/;

export function createServingService({ store, objects, operationMs }: ServingOptions): ServingService {
  const find = (name: string): Resource => {
    const found = store.get(name);
    if (found === undefined) throw rpcApiError(404, 'NOT_FOUND', `The resource is not found: ${name}`);
    return found;
  };
  /** Begins an operation; what it does shows when it is done. */
  const operate = (parent: string, response: Json, act: () => void): Resource => {
    const operation = { name: `${parent}/operations/${store.nextId()}`, done: false };
    store.put(operation);
    const timer = setTimeout(() => {
      act();
      store.put({ ...operation, done: true, response });
    }, operationMs);
    timer.unref();
    return operation;
  };
  const newResource = (parent: string, kind: 'models' | 'endpoints', body: Json): Resource => {
    const { displayName } = body;
    if (typeof displayName !== 'string' || displayName === '') throw invalid(`${kind}: display_name is required`);
    return { ...body, name: `${parent}/${kind}/${store.nextId()}`, createTime: new Date().toISOString() };
  };
  return {
    find,
    list: (prefix, filter) => {
      const isWanted = parseFilter(filter);
      return store.list(prefix).filter((resource) => isWanted((path) => valueAt(resource, path)));
    },
    uploadModel: (parent, body) => {
      const model = isRecord(body.model) ? body.model : {};
      const image = isRecord(model.containerSpec) ? model.containerSpec.imageUri : undefined;
      if (typeof image !== 'string' || !SKLEARN_IMAGE.test(image))
        throw invalid(`model.container_spec.image_uri: not an image that can serve, got ${String(image)}`);
      modelFileOf(model, objects);
      const resource = newResource(parent, 'models', model);
      return operate(parent, { model: resource.name }, () => store.put(resource));
    },
    createEndpoint: (parent, body) => {
      const resource = newResource(parent, 'endpoints', body);
      return operate(parent, resource, () => store.put(resource));
    },
    deploy: (parent, endpoint, body) => {
      const deployed = isRecord(body.deployedModel) ? body.deployedModel : {};
      const before = deployedIn(find(endpoint));
      const model = find(String(deployed.model));
      const id = store.nextId();
      const entry = { ...deployed, id, displayName: deployed.displayName ?? model.displayName };
      return operate(parent, { deployedModel: entry }, () =>
        store.put({ ...find(endpoint), deployedModels: [...before, entry], trafficSplit: { [id]: 100 } }),
      );
    },
    undeploy: (parent, endpoint, body) => {
      const before = deployedIn(find(endpoint));
      const after = before.filter(({ id }) => id !== body.deployedModelId);
      if (after.length === before.length) throw invalid(`no such deployed model: ${String(body.deployedModelId)}`);
      return operate(parent, {}, () => store.put({ ...find(endpoint), deployedModels: after, trafficSplit: {} }));
    },
    remove: (parent, name) => {
      const isInUse = store
        .list(`${parent}/endpoints/`)
        .some((endpoint) => deployedIn(endpoint).some(({ model }) => model === name));
      if (isInUse || deployedIn(find(name)).length > 0) {
        throw rpcApiError(400, 'FAILED_PRECONDITION', `${name} is deployed; undeploy it first.`);
      }
      return operate(parent, {}, () => store.remove(name));
    },
  };
}
