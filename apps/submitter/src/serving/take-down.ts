import type { DeployedModel } from './registry.ts';
import { versionIdOf } from './registry.ts';
import type { Serving } from './serving.ts';

/**
 * Takes model versions off an endpoint, the one with the least traffic first: the service refuses to take one down that
 * has traffic still, so what it has goes to `staysId`, or to the one that is taken down last.
 */
export async function takeDown(
  { operate }: Pick<Serving, 'operate'>,
  endpoint: string,
  { models, staysId }: { readonly models: readonly DeployedModel[]; readonly staysId?: string },
): Promise<void> {
  const ordered = [...models].sort((a, b) => a.share - b.share);
  const heirId = staysId ?? ordered.at(-1)?.id;
  for (const { id, version } of ordered) {
    const trafficSplit = heirId === undefined || heirId === id ? undefined : { [heirId]: 100 };
    await operate(`taking version ${versionIdOf(version)} down`, 'POST', `${endpoint}:undeployModel`, {
      deployedModelId: id,
      ...(trafficSplit && { trafficSplit }),
    });
  }
}
