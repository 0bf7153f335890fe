import { EXIT, formatTable } from '@taxifare/console';
import { describeStandingCost } from '../money/standing-cost.ts';
import { formatTime } from '../output/time.ts';
import { voiceOf } from '../output/voice-of.ts';
import { type Endpoint, ourEndpoints, registeredModel, versionIdOf } from '../serving/registry.ts';
import { withServing } from '../serving/serving.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter models`: the versions of the model, and what of them is online and billed. */
export const MODELS = cloudCommand({
  options: {},
  run: async ({ json: isJson }, world, { place }) => {
    announce(place, world, { isJson });
    const { say } = voiceOf(world, isJson);
    return await withServing({ where: 'models', place, world, say }, async ({ api, cloud }) => {
      const [model, endpoints] = await Promise.all([
        registeredModel(api, cloud.parent),
        ourEndpoints(api, cloud.parent),
      ]);
      const versions = model?.versions ?? [];
      if (isJson) {
        world.out(`${JSON.stringify({ model: model?.name ?? null, versions, endpoints }, null, 2)}\n`);
        return EXIT.fine;
      }
      if (versions.length === 0) world.out('no model is registered yet; submitter deploy makes the first version\n');
      const rows = versions.map(({ id, aliases, name, createTimeMs, description }) => [
        `version ${id}`,
        aliases.join(' '),
        formatTime(createTimeMs),
        onlineOf(name, endpoints),
        description,
      ]);
      world.out(
        formatTable(rows)
          .map((row) => `${row}\n`)
          .join(''),
      );
      const billed = endpoints.flatMap((endpoint) => endpoint.deployed);
      for (const { version, machineType } of cloud.isLocal ? [] : billed) {
        const cost = describeStandingCost(machineType, cloud.region);
        world.out(`billed: version ${versionIdOf(version)} on ${machineType}, ${cost}\n`);
      }
      if (billed.length === 0) world.out('nothing is online; nothing is billed\n');
      return EXIT.fine;
    });
  },
});

function onlineOf(version: string, endpoints: readonly Endpoint[]): string {
  const shares = endpoints.flatMap(({ deployed, madeBy }) =>
    deployed.filter((one) => one.version === version).map(({ share }) => `${share}% of ${madeBy ?? 'somebody'}'s`),
  );
  return shares.length === 0 ? 'not online' : `online, ${shares.join(', ')}`;
}
