import type { Command } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { ourEndpoints, ourModels } from '../serving/online-model.ts';
import { isOn } from '../settings/inputs.ts';
import type { World } from '../world.ts';
import { readyPlace } from './announce.ts';
import { inputsOf } from './with-job.ts';
import { withServing } from './with-serving.ts';

/** `submitter undeploy`: takes everything down that deploy put up, and says that nothing is billed any more. */
export async function undeploy(command: Command, world: World): Promise<number> {
  const inputs = inputsOf(command, world);
  const isJson = isOn(inputs, 'json');
  const place = readyPlace(inputs, world, { isJson });
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
}
