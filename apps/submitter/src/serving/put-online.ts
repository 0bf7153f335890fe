import { type Json, textIn } from '../cloud/rest-api.ts';
import { APP_LABEL } from '../job/job-spec.ts';
import { type DeployedModel, type Endpoint, type ModelVersion, ourEndpoints, SERVED_NAME } from './registry.ts';
import type { Serving } from './serving.ts';
import { takeDown } from './take-down.ts';
import { trafficSplit } from './traffic-split.ts';

export interface OnlineOptions {
  readonly version: Pick<ModelVersion, 'name' | 'id'>;
  readonly machineType: string;
  /** Per cent of the traffic: 100 takes the place of what was there, less goes beside it. */
  readonly traffic: number;
}

/** What `putOnline` did. */
export interface Online {
  readonly endpoint: string;
  /** It was there already, with that traffic: nothing was changed. */
  readonly isUnchanged: boolean;
}

/** The endpoint of whoever asks; `undefined` before the first deployment. */
export async function ownEndpoint({ api, cloud, user }: Serving): Promise<Endpoint | undefined> {
  return (await ourEndpoints(api, cloud.parent)).find(({ madeBy }) => madeBy === user);
}

/** How a version comes online beside what an endpoint has: not at all, by a new split, or by a deployment. */
export type OnlineStep =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'shift'; readonly id: string; readonly request: Json }
  | { readonly kind: 'deploy'; readonly request: Json };

/** A pure function: what it answers is what `--dry-run` prints. */
export function onlineStep(
  deployed: readonly DeployedModel[],
  { version, machineType, traffic }: OnlineOptions,
): OnlineStep {
  const share = deployed.length === 0 ? 100 : traffic;
  const there = deployed.find((one) => one.version === version.name && one.machineType === machineType);
  if (there !== undefined) {
    if (there.share === share && (share < 100 || deployed.length === 1)) return { kind: 'unchanged' };
    return { kind: 'shift', id: there.id, request: { trafficSplit: trafficSplit(there.id, share, deployed) } };
  }
  const deployedModel = {
    displayName: `${SERVED_NAME}_v${version.id}`,
    model: version.name,
    dedicatedResources: { machineSpec: { machineType }, minReplicaCount: 1, maxReplicaCount: 1 },
  };
  return { kind: 'deploy', request: { deployedModel, trafficSplit: trafficSplit('0', share, deployed) } };
}

/**
 * Puts a version online, on the endpoint of whoever asks: made where it is missing, used again where it is there. With all
 * of the traffic it takes the place of the versions before it, which are taken down once it serves.
 */
export async function putOnline(serving: Serving, options: OnlineOptions): Promise<Online> {
  const { api, operate } = serving;
  const { version, traffic } = options;
  const before = await ownEndpoint(serving);
  const endpoint = before?.name ?? (await createEndpoint(serving));
  const deployed = before?.deployed ?? [];
  const step = onlineStep(deployed, options);
  if (step.kind === 'unchanged') return { endpoint, isUnchanged: true };
  let id: string;
  if (step.kind === 'shift') {
    id = step.id;
    await api.call('PATCH', `${endpoint}?updateMask=trafficSplit`, step.request);
  } else {
    const what = `deploying version ${version.id}`;
    const { deployedModel } = await operate(what, 'POST', `${endpoint}:deployModel`, step.request);
    id = textIn(Object(deployedModel) as Json, 'id');
  }
  if (traffic === 100 || deployed.length === 0) {
    await takeDown(serving, endpoint, { models: deployed.filter((one) => one.id !== id), staysId: id });
    // What is asked for by the model's bare name is what is online.
    await api.call('POST', `${version.name}:mergeVersionAliases`, { versionAliases: ['default'] });
  }
  return { endpoint, isUnchanged: false };
}

/** The endpoint of whoever asks, as it is made: a pure function too. */
export function endpointRequest(user: string): Json {
  return { displayName: SERVED_NAME, labels: { app: APP_LABEL, made_by: user } };
}

async function createEndpoint({ cloud, operate, user }: Serving): Promise<string> {
  const made = await operate('creating an endpoint', 'POST', `${cloud.parent}/endpoints`, endpointRequest(user));
  return textIn(made, 'name');
}
