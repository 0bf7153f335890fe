import { parseFilter } from '../../filter/parse-filter.ts';
import { valueAt } from '../../filter/value-at.ts';
import { rpcApiError } from '../../http/api-error.ts';
import { readJsonObject, sendJson } from '../../http/json-body.ts';
import type { Call, Route } from '../../http/routes.ts';
import type { ObjectFolder } from '../../storage/object-folder.ts';
import type { PersistentResources } from '../persistent-resources.ts';
import type { EndpointService } from './endpoint-service.ts';
import type { ModelRegistry } from './model-registry.ts';
import { predict } from './predict.ts';
import type { Json } from './serving-resource.ts';
import type { Resource, ServingStore } from './serving-store.ts';

/** The services behind the routes. */
export interface ServingServices {
  readonly store: ServingStore;
  readonly objects: ObjectFolder;
  readonly models: ModelRegistry;
  readonly endpoints: EndpointService;
  readonly machines: PersistentResources;
}

const PLACE = '/v1/projects/{project}/locations/{location}';

/** What a row's answer is made of: `projects/P/locations/L`, the resource's own number, the body. */
interface Asked {
  readonly parent: string;
  readonly id: string;
  readonly body: Json;
  readonly call: Call;
}

/**
 * ModelService, EndpointService, PredictionService and persistent resources over REST, as far as
 * putting a model online and predicting with it need them.
 */
export function servingRoutes(services: ServingServices): readonly Route[] {
  const { store, objects, models, endpoints, machines } = services;
  const model = ({ parent, id }: Asked) => `${parent}/models/${id}`;
  const endpoint = ({ parent, id }: Asked) => `${parent}/endpoints/${id}`;
  const machine = ({ parent, id }: Asked) => `${parent}/persistentResources/${id}`;
  const find = (name: string) => models.find(name);
  return [
    post(`${PLACE}/models:upload`, ({ parent, body }) => models.upload(parent, body)),
    get(`${PLACE}/models`, ({ parent, call }) => pageOf('models', models.list(parent), call)),
    get(`${PLACE}/models/{model}:listVersions`, (asked) => pageOf('models', models.versions(model(asked)), asked.call)),
    post(`${PLACE}/models/{model}:mergeVersionAliases`, (asked) => models.mergeAliases(model(asked), asked.body)),
    remove(`${PLACE}/models/{model}:deleteVersion`, (asked) =>
      models.remove(asked.parent, model(asked), (version) => endpoints.isDeployed(asked.parent, version)),
    ),
    get(`${PLACE}/models/{model}`, (asked) => find(model(asked))),
    remove(`${PLACE}/models/{model}`, (asked) =>
      models.remove(asked.parent, model(asked), (version) => endpoints.isDeployed(asked.parent, version)),
    ),
    post(`${PLACE}/endpoints`, ({ parent, body }) => endpoints.create(parent, body)),
    get(`${PLACE}/endpoints`, ({ parent, call }) => pageOf('endpoints', endpoints.list(parent), call)),
    post(`${PLACE}/endpoints/{endpoint}:deployModel`, (asked) =>
      endpoints.deploy(asked.parent, endpoint(asked), asked.body),
    ),
    post(`${PLACE}/endpoints/{endpoint}:undeployModel`, (asked) =>
      endpoints.undeploy(asked.parent, endpoint(asked), asked.body),
    ),
    post(`${PLACE}/endpoints/{endpoint}:predict`, (asked) =>
      predict(endpoints.find(endpoint(asked)), asked.body, find, objects),
    ),
    get(`${PLACE}/endpoints/{endpoint}`, (asked) => endpoints.find(endpoint(asked))),
    patch(`${PLACE}/endpoints/{endpoint}`, (asked) => endpoints.update(endpoint(asked), asked.body)),
    remove(`${PLACE}/endpoints/{endpoint}`, (asked) => endpoints.remove(asked.parent, endpoint(asked))),
    post(`${PLACE}/persistentResources`, ({ parent, body, call }) =>
      machines.create(parent, call.url.searchParams.get('persistentResourceId') ?? '', body),
    ),
    get(`${PLACE}/persistentResources`, ({ parent, call }) =>
      pageOf('persistentResources', machines.list(parent), call),
    ),
    get(`${PLACE}/persistentResources/{resource}`, (asked) => machines.find(machine(asked))),
    remove(`${PLACE}/persistentResources/{resource}`, (asked) => machines.remove(asked.parent, machine(asked))),
    get(`${PLACE}/operations/{operation}`, ({ parent, id }) => {
      const operation = store.get(`${parent}/operations/${id}`);
      if (operation === undefined) throw rpcApiError(404, 'NOT_FOUND', `The operation does not exist: ${id}`);
      return operation;
    }),
  ];
}

/** What a filter wants of a list, a page of it: `pageSize` is ours to heed, and the token says where the page begins. */
function pageOf(kind: string, all: readonly Resource[], { url }: Call): Json {
  const isWanted = parseFilter(url.searchParams.get('filter') ?? '');
  const found = all.filter((resource) => isWanted((path) => valueAt(resource, path)));
  const start = Number(url.searchParams.get('pageToken') ?? 0);
  const end = start + (Number(url.searchParams.get('pageSize') ?? 0) || 100);
  return { [kind]: found.slice(start, end), ...(end < found.length ? { nextPageToken: String(end) } : {}) };
}

type Act = (asked: Asked) => Json | Promise<Json>;

const get = (template: string, act: Act): Route => row('GET', template, act);
const post = (template: string, act: Act): Route => row('POST', template, act);
const patch = (template: string, act: Act): Route => row('PATCH', template, act);
const remove = (template: string, act: Act): Route => row('DELETE', template, act);

function row(method: string, template: string, act: Act): Route {
  return [
    method,
    template,
    async (call, project = '', location = '', id = '') => {
      const body = method === 'POST' || method === 'PATCH' ? await readJsonObject(call.request) : {};
      sendJson(call.response, 200, await act({ parent: `projects/${project}/locations/${location}`, id, body, call }));
    },
  ];
}
