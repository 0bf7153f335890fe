import { readJsonObject, sendJson } from '../http/json-body.ts';
import type { Call, Route } from '../http/routes.ts';
import { predict } from './predict.ts';
import type { Json } from './serving-resource.ts';
import { createServingService, type ServingOptions } from './serving-service.ts';

const PLACE = '/v1/projects/{project}/locations/{location}';

/** What a row's answer is made of: `projects/P/locations/L`, the resource's own number, the body. */
interface Asked {
  readonly parent: string;
  readonly id: string;
  readonly body: Json;
  readonly call: Call;
}

/** ModelService, EndpointService and PredictionService over REST, as far as putting a model online needs them. */
export function servingRoutes(options: ServingOptions): readonly Route[] {
  const serving = createServingService(options);
  const models = ({ parent, id }: Asked) => `${parent}/models/${id}`;
  const endpoints = ({ parent, id }: Asked) => `${parent}/endpoints/${id}`;
  const list = (kind: 'models' | 'endpoints') =>
    get(`${PLACE}/${kind}`, ({ parent, call }) => ({
      [kind]: serving.list(`${parent}/${kind}/`, call.url.searchParams.get('filter') ?? ''),
    }));
  return [
    post(`${PLACE}/models:upload`, ({ parent, body }) => serving.uploadModel(parent, body)),
    list('models'),
    get(`${PLACE}/models/{model}`, (asked) => serving.find(models(asked))),
    remove(`${PLACE}/models/{model}`, (asked) => serving.remove(asked.parent, models(asked))),
    post(`${PLACE}/endpoints`, ({ parent, body }) => serving.createEndpoint(parent, body)),
    list('endpoints'),
    post(`${PLACE}/endpoints/{endpoint}:deployModel`, (asked) =>
      serving.deploy(asked.parent, endpoints(asked), asked.body),
    ),
    post(`${PLACE}/endpoints/{endpoint}:undeployModel`, (asked) =>
      serving.undeploy(asked.parent, endpoints(asked), asked.body),
    ),
    post(`${PLACE}/endpoints/{endpoint}:predict`, (asked) =>
      predict(serving.find(endpoints(asked)), asked.body, serving.find, options.objects),
    ),
    get(`${PLACE}/endpoints/{endpoint}`, (asked) => serving.find(endpoints(asked))),
    remove(`${PLACE}/endpoints/{endpoint}`, (asked) => serving.remove(asked.parent, endpoints(asked))),
    get(`${PLACE}/operations/{operation}`, ({ parent, id }) => serving.find(`${parent}/operations/${id}`)),
  ];
}

type Act = (asked: Asked) => Json | Promise<Json>;

const get = (template: string, act: Act): Route => row('GET', template, act);
const post = (template: string, act: Act): Route => row('POST', template, act);
const remove = (template: string, act: Act): Route => row('DELETE', template, act);

function row(method: string, template: string, act: Act): Route {
  return [
    method,
    template,
    async (call, project = '', location = '', id = '') => {
      const body = method === 'POST' ? await readJsonObject(call.request) : {};
      sendJson(call.response, 200, await act({ parent: `projects/${project}/locations/${location}`, id, body, call }));
    },
  ];
}
