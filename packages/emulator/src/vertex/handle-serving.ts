import { readFile } from 'node:fs/promises';
import { rpcApiError } from '../api-error.ts';
import { parseFilter } from '../filter.ts';
import type { HttpHandler } from '../http-server.ts';
import { isRecord, readJsonObject, sendJson } from '../json-body.ts';
import type { ObjectFolder } from '../storage/object-folder.ts';
import { valueAt } from '../value-at.ts';
import { readJoblib } from './read-joblib.ts';
import type { Resource, ServingStore } from './serving-store.ts';

export interface ServingOptions {
  readonly store: ServingStore;
  readonly objects: ObjectFolder;
  /** How long a long-running operation runs. */
  readonly operationMs: number;
}

type Json = Readonly<Record<string, unknown>>;

/** One of Vertex AI's prebuilt containers for scikit-learn that are still to be had. */
const SKLEARN_IMAGE = /^(us|europe|asia)-docker\.pkg\.dev\/vertex-ai\/prediction\/sklearn-cpu\.1-[456](:[\w.-]+)?$/;
const PATH = /^\/v1\/(projects\/[^/]+\/locations\/[^/]+)\/(models|endpoints|operations)(?:\/([^/:]+))?(?::(\w+))?$/;

/** ModelService, EndpointService and PredictionService over REST, as far as putting a model online needs them. */
export function createServingHandler({ store, objects, operationMs }: ServingOptions): HttpHandler {
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
  const create = (parent: string, kind: 'models' | 'endpoints', body: Json): Resource => {
    const { displayName } = body;
    if (typeof displayName !== 'string' || displayName === '') throw invalid(`${kind}: display_name is required`);
    const name = `${parent}/${kind}/${store.nextId()}`;
    const resource = { ...body, name, createTime: new Date().toISOString() };
    return operate(parent, kind === 'models' ? { model: name } : { ...resource }, () => store.put(resource));
  };
  const upload = (parent: string, body: Json): Resource => {
    const model = isRecord(body.model) ? body.model : {};
    const image = isRecord(model.containerSpec) ? model.containerSpec.imageUri : undefined;
    if (typeof image !== 'string' || !SKLEARN_IMAGE.test(image))
      throw invalid(`model.container_spec.image_uri: not an image that can serve, got ${String(image)}`);
    artefactOf(model, objects);
    return create(parent, 'models', model);
  };
  const deploy = (endpoint: Resource, parent: string, body: Json): Resource => {
    const deployed = isRecord(body.deployedModel) ? body.deployedModel : {};
    const model = find(String(deployed.model));
    const id = store.nextId();
    const entry = { ...deployed, id, displayName: deployed.displayName ?? model.displayName };
    return operate(parent, { deployedModel: entry }, () => {
      store.put({
        ...find(endpoint.name),
        deployedModels: [...deployedIn(endpoint), entry],
        trafficSplit: { [id]: 100 },
      });
    });
  };
  const undeploy = (endpoint: Resource, parent: string, body: Json): Resource => {
    const rest = deployedIn(endpoint).filter(({ id }) => id !== body.deployedModelId);
    if (rest.length === deployedIn(endpoint).length)
      throw invalid(`no such deployed model: ${String(body.deployedModelId)}`);
    return operate(parent, {}, () => store.put({ ...find(endpoint.name), deployedModels: rest, trafficSplit: {} }));
  };
  const remove = (resource: Resource, parent: string): Resource => {
    const isInUse = store
      .list(`${parent}/endpoints/`)
      .some((endpoint) => deployedIn(endpoint).some(({ model }) => model === resource.name));
    if (isInUse || deployedIn(resource).length > 0) {
      throw rpcApiError(400, 'FAILED_PRECONDITION', `${resource.name} is deployed; undeploy it first.`);
    }
    return operate(parent, {}, () => store.remove(resource.name));
  };
  return async (request, response, url) => {
    const [, parent, kind, id, verb] = PATH.exec(decodeURIComponent(url.pathname)) ?? [];
    if (parent === undefined || kind === undefined) return false;
    const { method } = request;
    const send = (body: unknown): true => {
      sendJson(response, 200, body);
      return true;
    };
    if (id === undefined) {
      if (method === 'POST' && kind === 'models' && verb === 'upload')
        return send(upload(parent, await readJsonObject(request)));
      if (method === 'POST' && kind === 'endpoints' && verb === undefined)
        return send(create(parent, 'endpoints', await readJsonObject(request)));
      if (method !== 'GET' || kind === 'operations') return false;
      const isWanted = parseFilter(url.searchParams.get('filter') ?? '');
      return send({ [kind]: store.list(`${parent}/${kind}/`).filter((one) => isWanted((path) => valueAt(one, path))) });
    }
    const resource = find(`${parent}/${kind}/${id}`);
    if (method === 'GET' && verb === undefined) return send(resource);
    if (method === 'DELETE' && verb === undefined) return send(remove(resource, parent));
    if (method !== 'POST' || kind !== 'endpoints') return false;
    const body = await readJsonObject(request);
    if (verb === 'deployModel') return send(deploy(resource, parent, body));
    if (verb === 'undeployModel') return send(undeploy(resource, parent, body));
    if (verb === 'predict') return send(await predict(resource, body, find, objects));
    return false;
  };
}

function deployedIn(endpoint: Resource): readonly Json[] {
  return Array.isArray(endpoint.deployedModels) ? endpoint.deployedModels.filter(isRecord) : [];
}

/** The model file of a model; 400 where the folder that it names has none. */
function artefactOf(model: Json, objects: ObjectFolder): string {
  const [, bucket = '', folder = ''] = /^gs:\/\/([^/]+)\/(.*?)\/?$/.exec(String(model.artifactUri)) ?? [];
  const object = objects.object(bucket, folder === '' ? 'model.joblib' : `${folder}/model.joblib`);
  if (object === undefined) throw invalid(`model.artifact_uri: no model.joblib in ${String(model.artifactUri)}`);
  return object.path;
}

/** As scikit-learn's container: each instance is a list of as many numbers as there are features. */
async function predict(
  endpoint: Resource,
  { instances }: Json,
  find: (name: string) => Resource,
  objects: ObjectFolder,
): Promise<unknown> {
  const [deployed] = deployedIn(endpoint);
  if (deployed === undefined)
    throw rpcApiError(400, 'FAILED_PRECONDITION', `Endpoint ${endpoint.name} doesn't have traffic_split.`);
  const linear = readJoblib(await readFile(artefactOf(find(String(deployed.model)), objects)));
  if (linear === undefined)
    throw rpcApiError(
      500,
      'INTERNAL',
      'The model server did not start: model.joblib is not a model that this local cloud reads.',
    );
  if (!Array.isArray(instances)) throw invalid('instances are required');
  const predictions = instances.map((instance: unknown) => {
    const x: readonly unknown[] = Array.isArray(instance) ? instance : [];
    if (x.length !== linear.coefficients.length || !x.every((value) => typeof value === 'number')) {
      throw invalid(
        `Prediction failed: each instance has ${linear.coefficients.length} numbers, got ${JSON.stringify(instance).slice(0, 100)}`,
      );
    }
    return linear.coefficients.reduce((sum, c, i) => sum + Number(x[i]) * c, 0) + linear.intercept;
  });
  return { predictions, deployedModelId: deployed.id, model: deployed.model, modelDisplayName: deployed.displayName };
}

function invalid(message: string): Error {
  return rpcApiError(400, 'INVALID_ARGUMENT', message);
}
