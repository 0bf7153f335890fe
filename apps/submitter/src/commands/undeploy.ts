import { EXIT } from '@taxifare/console';
import { ourEndpoints, ourModels } from '../serving/online-model.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';
import { withServing } from './with-serving.ts';

/** `submitter undeploy`: takes everything down that deploy put up, and says that nothing is billed any more. */
export const UNDEPLOY = cloudCommand({
  options: POLL_OPTIONS,
  run: async ({ json: isJson }, world, { place }) => {
    announce(place, world, { isJson });
    const say = isJson ? world.err : world.out;
    return await withServing(place, world, say, async ({ cloud, api, operate }) => {
      const endpoints = await ourEndpoints(api, cloud.parent);
      for (const { name, displayName, deployed } of endpoints) {
        for (const { id } of deployed)
          await operate(`undeploying from ${displayName}`, 'POST', `${name}:undeployModel`, { deployedModelId: id });
        await operate(`deleting the endpoint ${displayName}`, 'DELETE', name);
      }
      const models = await ourModels(api, cloud.parent);
      for (const name of models) await operate(`deleting the model ${name.split('/').at(-1)}`, 'DELETE', name);
      if (isJson) world.out(`${JSON.stringify({ endpoints: endpoints.map(({ name }) => name), models })}\n`);
      else if (endpoints.length + models.length === 0) world.out('nothing of ours is online; nothing is billed\n');
      else world.out('all of it is down; nothing of it is billed any more. The files in the bucket stay.\n');
      return EXIT.fine;
    });
  },
});
