import { apiErrorOf } from '../cloud/api-error.ts';
import type { Json, RestApi } from '../cloud/rest-api.ts';
import { APP_LABEL } from '../job/job-spec.ts';
import type { World } from '../world.ts';

/** An endpoint of ours and the models on it. */
export interface OnlineEndpoint {
  readonly name: string;
  readonly displayName: string;
  readonly deployed: readonly { readonly id: string; readonly model: string; readonly machineType: string }[];
}

/** What `deploy` sends, in order; an operation's result goes into the next request. */
export interface DeployRequests {
  readonly uploadModel: Json;
  readonly createEndpoint: Json;
  readonly deployModel: Json;
}

const FILTER = `filter=${encodeURIComponent(`labels.app=${APP_LABEL}`)}`;
const POLL_MS = 5000;

/** The prebuilt container of scikit-learn 1.6, from the registry nearest to the region. */
function servingImageOf(region: string): string {
  const near =
    region.startsWith('europe') || region.startsWith('me-') || region.startsWith('africa')
      ? 'europe'
      : region.startsWith('asia') || region.startsWith('australia')
        ? 'asia'
        : 'us';
  return `${near}-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-6:latest`;
}

export function deployRequests(options: {
  readonly name: string;
  readonly artifactUri: string;
  readonly region: string;
  readonly machineType: string;
}): DeployRequests {
  const { name: displayName, artifactUri, region, machineType } = options;
  const labels = { app: APP_LABEL };
  return {
    uploadModel: { model: { displayName, labels, artifactUri, containerSpec: { imageUri: servingImageOf(region) } } },
    createEndpoint: { displayName, labels },
    deployModel: {
      deployedModel: {
        displayName,
        dedicatedResources: { machineSpec: { machineType }, minReplicaCount: 1, maxReplicaCount: 1 },
      },
      trafficSplit: { '0': 100 },
    },
  };
}

/** Waits until a long-running operation is done, saying how long it takes; answers its response. */
export async function finished(
  operation: Json,
  options: {
    readonly api: RestApi;
    readonly world: World;
    readonly pollMs: number | undefined;
    readonly tell: (waitedMs: number) => void;
  },
): Promise<Json> {
  const { api, world, pollMs = POLL_MS, tell } = options;
  const startMs = world.now();
  for (let now = operation; ; now = await api.call('GET', String(operation.name))) {
    const { done, error, response } = now;
    if (error !== undefined) {
      const { code, message } = Object(error) as Json;
      throw apiErrorOf({ code, message: String(message) });
    }
    if (done === true) return typeof response === 'object' && response !== null ? { ...response } : {};
    tell(world.now() - startMs);
    await world.sleep(pollMs, world.interrupted);
  }
}

export async function ourEndpoints(api: RestApi, parent: string): Promise<readonly OnlineEndpoint[]> {
  const list = await api.list(`${parent}/endpoints?${FILTER}`, 'endpoints');
  return list.map(({ name, displayName, deployedModels }) => {
    const deployed: readonly unknown[] = Array.isArray(deployedModels) ? deployedModels : [];
    return { name: String(name), displayName: String(displayName), deployed: deployed.map(deployedOf) };
  });
}

function deployedOf(value: unknown): OnlineEndpoint['deployed'][number] {
  const { id, model, dedicatedResources } = Object(value) as Json;
  const spec: unknown = Reflect.get(Object(dedicatedResources), 'machineSpec');
  return { id: String(id), model: String(model), machineType: String(Reflect.get(Object(spec), 'machineType') ?? '?') };
}

export async function ourModels(api: RestApi, parent: string): Promise<readonly string[]> {
  return (await api.list(`${parent}/models?${FILTER}`, 'models')).map(({ name }) => String(name));
}
