import type { Json } from '../cloud/rest-api.ts';
import { APP_LABEL } from '../job/job-spec.ts';
import { type Endpoint, type ModelVersion, ourEndpoints, SERVED_NAME } from './registry.ts';
import type { Serving } from './serving.ts';
import { trafficSplit } from './traffic-split.ts';

export interface OnlineOptions {
  readonly version: ModelVersion;
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

/**
 * Puts a version online, on the endpoint of whoever asks: made where it is missing, used again where it is there. With all
 * of the traffic it takes the place of the versions before it, which are taken down once it serves.
 */
export async function putOnline(serving: Serving, { version, machineType, traffic }: OnlineOptions): Promise<Online> {
  const { api, operate } = serving;
  const before = await ownEndpoint(serving);
  const endpoint = before?.name ?? (await createEndpoint(serving));
  const deployed = before?.deployed ?? [];
  const there = deployed.find((one) => one.version === version.name && one.machineType === machineType);
  const share = deployed.length === 0 ? 100 : traffic;
  const isOther = (id: string): boolean => id !== there?.id;
  if (there !== undefined && there.share === share && (share < 100 || deployed.length === 1)) {
    return { endpoint, isUnchanged: true };
  }
  let id = there?.id;
  if (id !== undefined) {
    await api.call('PATCH', `${endpoint}?updateMask=trafficSplit`, { trafficSplit: trafficSplit(id, share, deployed) });
  } else {
    const { deployedModel } = await operate(`deploying version ${version.id}`, 'POST', `${endpoint}:deployModel`, {
      deployedModel: {
        displayName: `${SERVED_NAME}_v${version.id}`,
        model: version.name,
        dedicatedResources: { machineSpec: { machineType }, minReplicaCount: 1, maxReplicaCount: 1 },
      },
      trafficSplit: trafficSplit('0', share, deployed),
    });
    id = String((Object(deployedModel) as Json).id);
  }
  if (share === 100) {
    for (const old of deployed.filter((one) => isOther(one.id))) {
      await operate(`taking version ${old.version.split('@')[1]} down`, 'POST', `${endpoint}:undeployModel`, {
        deployedModelId: old.id,
        trafficSplit: { [id]: 100 },
      });
    }
    // What is asked for by the model's bare name is what is online.
    await api.call('POST', `${version.name}:mergeVersionAliases`, { versionAliases: ['default'] });
  }
  return { endpoint, isUnchanged: false };
}

async function createEndpoint({ cloud, operate, user }: Serving): Promise<string> {
  const labels = { app: APP_LABEL, made_by: user };
  const body = { displayName: SERVED_NAME, labels };
  return String((await operate('creating an endpoint', 'POST', `${cloud.parent}/endpoints`, body)).name);
}
