import { EXIT, formatSpan, formatTable } from '@taxifare/console';
import { serviceOf, withCloud } from '../cloud/cloud.ts';
import { describePools, type PersistentResource, persistentResources } from '../job/standing-machines.ts';
import { describeStandingCost } from '../money/standing-cost.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter machines`: the persistent resources of the region, what they cost while they stand, how to remove them. */
export const MACHINES = cloudCommand({
  about: 'Persistent resources, on which submit --persistent-resource runs. gcloud makes and removes them.',
  options: {},
  run: async ({ json: isJson }, world, { place }) => {
    announce(place, world, { isJson });
    return await withCloud(place, world, async (cloud) => {
      const resources = await serviceOf(cloud, world, 'machines', (api) => persistentResources(api, cloud.parent));
      if (isJson) {
        world.out(`${JSON.stringify(resources, null, 2)}\n`);
        return EXIT.fine;
      }
      const { region, project } = cloud;
      const there = `--region=${region} --project=${project}`;
      if (resources.length === 0) {
        const spec = '--resource-pool-spec=replica-count=1,machine-type=e2-standard-4';
        world.out(`no persistent resources in ${region}; nothing is billed\n`);
        world.out(`to make one: gcloud ai persistent-resources create --persistent-resource-id=ID ${spec} ${there}\n`);
        return EXIT.fine;
      }
      for (const row of formatTable(resources.map((one) => rowOf(one, world.now())))) world.out(`${row}\n`);
      for (const { id, pools } of resources) {
        for (const { machine, count } of cloud.isLocal ? [] : pools)
          world.out(`billed: ${id}, ${describeStandingCost(machine, region, count)}\n`);
        world.out(`to remove it: gcloud ai persistent-resources delete ${id} ${there}\n`);
      }
      return EXIT.fine;
    });
  },
});

function rowOf({ id, state, pools, createTime }: PersistentResource, nowMs: number): readonly string[] {
  const age = createTime === undefined ? '' : `for ${formatSpan(nowMs - Date.parse(createTime))}`;
  return [id, state, describePools(pools), age];
}
