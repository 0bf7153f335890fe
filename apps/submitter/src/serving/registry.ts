/** What is ours in the model registry and on endpoints: all of it carries the label `app`. */
import { type Json, type RestApi, textIn } from '../cloud/rest-api.ts';
import { APP_LABEL } from '../job/job-spec.ts';

/** The one model of the registry, and the name of the endpoints that serve it. */
export const SERVED_NAME = 'simpletaxifare';

const FILTER = `filter=${encodeURIComponent(`labels.app=${APP_LABEL}`)}`;

export interface RegisteredModel {
  /** `projects/P/locations/R/models/M`. */
  readonly name: string;
  /** The oldest first. */
  readonly versions: readonly ModelVersion[];
}

export interface ModelVersion {
  /** `…/models/M@2`. */
  readonly name: string;
  readonly id: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly createTimeMs: number;
}

export interface Endpoint {
  readonly name: string;
  readonly displayName: string;
  /** Whose commands made it; `undefined` for one of an older version of this program. */
  readonly madeBy: string | undefined;
  readonly deployed: readonly DeployedModel[];
}

/** A model version on an endpoint. */
export interface DeployedModel {
  readonly id: string;
  /** `…/models/M@2`. */
  readonly version: string;
  readonly machineType: string;
  /** Of the endpoint's traffic, in per cent. */
  readonly share: number;
  readonly createTimeMs: number;
}

/** The model with all its versions; `undefined` before the first upload. Of several of one name the newest. */
export async function registeredModel(api: RestApi, parent: string): Promise<RegisteredModel | undefined> {
  const models = await api.list(`${parent}/models?${FILTER}`, 'models');
  const ours = models.filter(({ displayName }) => displayName === SERVED_NAME);
  const [newest] = [...ours].sort((a, b) => timeMsOf(b.createTime) - timeMsOf(a.createTime));
  if (newest === undefined) return undefined;
  const name = textIn(newest, 'name').split('@')[0] ?? '';
  const versions = (await api.list(`${name}:listVersions`, 'models')).map((version) => versionOf(name, version));
  return { name, versions: versions.sort((a, b) => Number(a.id) - Number(b.id)) };
}

function versionOf(model: string, version: Json): ModelVersion {
  const { versionAliases, versionDescription, versionCreateTime } = version;
  const id = textIn(version, 'versionId');
  return {
    name: `${model}@${id}`,
    id,
    aliases: Array.isArray(versionAliases) ? versionAliases.map(String) : [],
    description: typeof versionDescription === 'string' ? versionDescription : '',
    createTimeMs: timeMsOf(versionCreateTime),
  };
}

/** Our endpoints, the newest first. */
export async function ourEndpoints(api: RestApi, parent: string): Promise<readonly Endpoint[]> {
  const endpoints = await api.list(`${parent}/endpoints?${FILTER}`, 'endpoints');
  return [...endpoints]
    .sort((a, b) => timeMsOf(b.createTime) - timeMsOf(a.createTime))
    .map((endpoint) => {
      const { displayName, labels, deployedModels, trafficSplit } = endpoint;
      const { made_by: madeBy } = Object(labels) as Json;
      const list: readonly unknown[] = Array.isArray(deployedModels) ? deployedModels : [];
      return {
        name: textIn(endpoint, 'name'),
        displayName: String(displayName),
        madeBy: typeof madeBy === 'string' ? madeBy : undefined,
        deployed: list.map((deployed) => deployedOf(deployed, Object(trafficSplit) as Json)),
      };
    });
}

function deployedOf(value: unknown, split: Json): DeployedModel {
  const { id, model, modelVersionId, dedicatedResources, createTime } = Object(value) as Json;
  const { machineSpec } = Object(dedicatedResources) as Json;
  const { machineType } = Object(machineSpec) as Json;
  const name = String(model);
  return {
    id: String(id),
    version: name.includes('@') ? name : `${name}@${String(modelVersionId ?? 1)}`,
    machineType: String(machineType ?? '?'),
    share: Number(split[String(id)] ?? 0),
    createTimeMs: timeMsOf(createTime),
  };
}

/** The version of a deployed model that gets most of the traffic. */
export function mainOf({ deployed }: Endpoint): DeployedModel | undefined {
  return [...deployed].sort((a, b) => b.share - a.share || b.createTimeMs - a.createTimeMs)[0];
}

/** A version's number in its name. */
export function versionIdOf(name: string): string {
  return name.split('@')[1] ?? '?';
}

function timeMsOf(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) || 0 : 0;
}
