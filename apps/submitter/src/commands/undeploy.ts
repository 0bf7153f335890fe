import { EXIT, flag } from '@taxifare/console';
import { voiceOf } from '../output/voice-of.ts';
import { type Endpoint, ourEndpoints, registeredModel } from '../serving/registry.ts';
import { withServing } from '../serving/serving.ts';
import { takeDown } from '../serving/take-down.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter undeploy`: takes down what this user's commands put online, and names what it leaves. */
export const UNDEPLOY = cloudCommand({
  options: {
    everyone: flag("Also what others' commands put online in this project and region"),
    models: flag('Also the model and all its versions, which cost nothing'),
    ...POLL_OPTIONS,
  },
  run: async ({ json: isJson, everyone, models: withModels }, world, { place }) => {
    announce(place, world, { isJson });
    const { say } = voiceOf(world, isJson);
    return await withServing({ where: 'undeploy', place, world, say }, async ({ cloud, api, operate, user }) => {
      const all = await ourEndpoints(api, cloud.parent);
      const mine = all.filter(({ madeBy }) => everyone || madeBy === user);
      for (const { name, deployed } of mine) {
        await takeDown({ operate }, name, { models: deployed });
        await operate('deleting the endpoint', 'DELETE', name);
      }
      const left = all.filter((endpoint) => !mine.includes(endpoint));
      const model = await registeredModel(api, cloud.parent);
      const isModelDeleted = withModels && model !== undefined && left.every(({ deployed }) => deployed.length === 0);
      if (isModelDeleted) await operate('deleting the model and its versions', 'DELETE', model.name);
      const kept = isModelDeleted ? undefined : model;
      if (isJson) {
        const names = (endpoints: readonly Endpoint[]) => endpoints.map(({ name }) => name);
        const result = { endpoints: names(mine), left: names(left), model: kept?.name ?? null };
        world.out(`${JSON.stringify(result, null, 2)}\n`);
        return EXIT.fine;
      }
      world.out(mine.length === 0 ? 'nothing of yours is online\n' : 'what was yours is down; it is billed no more\n');
      for (const { name, madeBy, deployed } of left) {
        const billed = deployed.length === 0 ? 'nothing on it, not billed' : `${deployed.length} on it, billed`;
        world.out(
          `left: ${name}, made by ${madeBy ?? 'an older version of this program'}, ${billed}; --everyone takes it down too\n`,
        );
      }
      if (kept !== undefined) {
        const removal = withModels ? 'others have it online, so it stays' : '--models removes it';
        const { length } = kept.versions;
        world.out(`left: the model with ${length} versions in the registry, which cost nothing; ${removal}\n`);
      }
      return EXIT.fine;
    });
  },
});
