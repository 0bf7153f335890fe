import { ConfigError, EXIT, numberWithin, text } from '@taxifare/console';
import { voiceOf } from '../output/voice-of.ts';
import { ownEndpoint, putOnline } from '../serving/put-online.ts';
import { type ModelVersion, mainOf, registeredModel, versionIdOf } from '../serving/registry.ts';
import { type Serving, withServing } from '../serving/serving.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter rollback`: the version before the one that is online takes its place. */
export const ROLLBACK = cloudCommand({
  options: {
    to: text('Version to go back to', {
      check: numberWithin({ min: 1, isWhole: true, such: 1 }),
      shown: 'the one before',
    }),
    ...POLL_OPTIONS,
  },
  run: async ({ json: isJson, to }, world, { place }) => {
    announce(place, world, { isJson });
    const { say } = voiceOf(world, isJson);
    return await withServing({ where: 'rollback', place, world, say }, async (serving) => {
      const { from, target, machineType } = await stepsBack(serving, to);
      const { endpoint } = await putOnline(serving, { version: target, machineType, traffic: 100 });
      if (isJson) world.out(`${JSON.stringify({ from, to: target.id, endpoint }, null, 2)}\n`);
      else {
        const how = from === target.id ? 'has all the traffic' : `is online in place of ${from}`;
        world.out(`version ${target.id} ${how}: ${target.description}\n`);
      }
      return EXIT.fine;
    });
  },
});

async function stepsBack(
  serving: Serving,
  to: number | undefined,
): Promise<{ readonly from: string; readonly target: ModelVersion; readonly machineType: string }> {
  const { api, cloud } = serving;
  const endpoint = await ownEndpoint(serving);
  const main = endpoint && mainOf(endpoint);
  if (main === undefined) {
    const fix = 'submitter deploy puts one up';
    throw new ConfigError([{ where: 'rollback', what: `no model of yours is online in ${cloud.region}`, fix }]);
  }
  const from = versionIdOf(main.version);
  const versions = (await registeredModel(api, cloud.parent))?.versions ?? [];
  const earlier = versions.filter(({ id }) => Number(id) < Number(from));
  const target = to === undefined ? earlier.at(-1) : versions.find(({ id }) => id === String(to));
  if (target === undefined) {
    const what = to === undefined ? `there is no version before ${from}` : `there is no version ${to}`;
    throw new ConfigError([{ where: 'rollback', what, fix: 'submitter models shows all' }]);
  }
  return { from, target, machineType: main.machineType };
}
