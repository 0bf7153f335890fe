import { type Checked, EXIT, flag, formatFacts, MODEL_FOLDER, numberWithin, paintOf, text } from '@taxifare/console';
import { LeftRunning } from '../cloud/left-running.ts';
import type { ModelSet } from '../job/model-set.ts';
import { describeStandingCost } from '../money/standing-cost.ts';
import { formatHints } from '../output/hints.ts';
import { voiceOf } from '../output/voice-of.ts';
import { endpointRequest, onlineStep, ownEndpoint, putOnline } from '../serving/put-online.ts';
import { type Endpoint, mainOf, registeredModel, versionIdOf } from '../serving/registry.ts';
import { type Serving, withServing } from '../serving/serving.ts';
import { servingDatesOf, servingImageOf } from '../serving/serving-image.ts';
import { readServedSet, registerVersion, uploadRequest, versionOfSet } from '../serving/upload-version.ts';
import { problemOf } from '../settings/check.ts';
import { warningOfServing } from '../settings/machine-type.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import type { World } from '../world.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter deploy`: the trained model as a new version, online in the place of the one before, or beside it. */
export const DEPLOY = cloudCommand({
  options: {
    model: text('Folder of a bucket with the model in it', {
      check: checkFolder,
      shown: `gs://BUCKET/${MODEL_FOLDER}`,
    }),
    'machine-type': text('Machine that serves', { check: checkServingMachine, usual: 'n1-standard-2' }),
    traffic: text('Per cent of the traffic: 100 takes the place of the version before, less goes beside it', {
      check: numberWithin({ min: 1, max: 100, isWhole: true, such: 10 }),
      usual: 100,
    }),
    'dry-run': flag('Print what would be uploaded and deployed, as JSON; nothing is sent, nothing costs'),
    ...POLL_OPTIONS,
  },
  run: async ({ json: isJson, model, 'machine-type': machineType, traffic, 'dry-run': isDryRun }, world, { place }) => {
    const { say, paint } = voiceOf(world, isJson || isDryRun);
    announce(place, world, { isJson: isJson || isDryRun });
    const warning = warningOfServing(machineType);
    if (warning !== undefined) world.err(`${paintOf(world.errors.hasColour).warn(warning)}\n`);
    const folderIn = (bucket: string): string => (model ?? `gs://${bucket}/${MODEL_FOLDER}`).replace(/\/+$/, '');
    const signal = world.interrupted;
    return await withServing({ where: 'deploy', place, world, say }, async (serving) => {
      const { cloud } = serving;
      const set = await readServedSet(folderIn(cloud.bucket), await cloud.store(), signal);
      if (isDryRun) {
        world.out(`${JSON.stringify(await requestsOf(serving, { set, machineType, traffic }), null, 2)}\n`);
        return EXIT.fine;
      }
      const before = await ownEndpoint(serving);
      const online = before?.deployed.map((one) => `version ${versionIdOf(one.version)} with ${one.share}%`).join(', ');
      const cost = cloud.isLocal ? 'nothing, it runs on this machine' : describeStandingCost(machineType, cloud.region);
      const facts: readonly (readonly [string, string | undefined])[] = [
        ['model', `${set.folder}, ${String(set.model.formula)}`],
        ['image', servingImageOf(cloud.region)],
        ['support', servingDatesOf(world.now())],
        ['machine', `1 x ${machineType} in ${cloud.region}`],
        ['online', online ? `${online}, on ${before?.name}` : undefined],
        ['cost', cost],
      ];
      say(`${formatFacts(facts, '').join('\n')}\n`);
      const version = await registerVersion(serving, set, signal);
      const { endpoint, isUnchanged } = await orSayWhatIsLeft(
        () => putOnline(serving, { version, machineType, traffic }),
        { serving, version: version.id, world },
      );
      if (isJson) {
        const result = { model: version.name, version: version.id, endpoint, machineType, isUnchanged };
        world.out(`${JSON.stringify(result, null, 2)}\n`);
        return EXIT.fine;
      }
      const main = before && mainOf(before);
      const earlier = main && versionIdOf(main.version);
      const hints = [
        { what: 'To ask it', command: 'predict --distance 3.2' },
        { what: 'To see all versions', command: 'models' },
        ...(earlier === undefined || earlier === version.id
          ? []
          : [{ what: 'To go back to the one before', command: `rollback --to ${earlier}` }]),
        { what: 'To take it down', command: 'undeploy' },
      ];
      const said = isUnchanged ? `online already, version ${version.id}` : `online, version ${version.id}`;
      const closing = formatHints(hints, { paint, flags: cloud.flags, env: world.env });
      world.out(`${said}: ${endpoint}\nfrom now on: ${cost}\n${closing.join('\n')}\n`);
      return EXIT.fine;
    });
  },
});

/** The requests that begin a deployment now, by name; one that is not needed is absent. */
async function requestsOf(
  serving: Serving,
  { set, machineType, traffic }: { readonly set: ModelSet; readonly machineType: string; readonly traffic: number },
): Promise<Readonly<Record<string, unknown>>> {
  const { api, cloud, user } = serving;
  const [model, before] = await Promise.all([registeredModel(api, cloud.parent), ownEndpoint(serving)]);
  const there = versionOfSet(model, set);
  const parentModel = model?.name;
  const version = there ?? { name: `${parentModel ?? `${cloud.parent}/models/MODEL`}@VERSION`, id: 'VERSION' };
  const step = onlineStep(before?.deployed ?? [], { version, machineType, traffic });
  return {
    ...(there === undefined && {
      uploadModel: uploadRequest(set, { region: cloud.region, user, ...(parentModel && { parentModel }) }),
    }),
    ...(before === undefined && { createEndpoint: endpointRequest(user) }),
    ...(step.kind === 'deploy' && { deployModel: step.request }),
    ...(step.kind === 'shift' && { updateEndpoint: step.request }),
  };
}

/** A deployment that fails half-way leaves something: says what, what of it costs, and how to remove it. */
async function orSayWhatIsLeft<T>(
  deploy: () => Promise<T>,
  { serving, version, world }: { readonly serving: Serving; readonly version: string; readonly world: World },
): Promise<T> {
  try {
    return await deploy();
  } catch (error) {
    // What goes on may be online in a minute.
    const isUnderWay = error instanceof LeftRunning || world.interrupted.aborted;
    const seen = isUnderWay ? undefined : await ownEndpoint(serving).then(describeLeft, () => undefined);
    const left = seen ?? '; whether it is online, and billed, cannot be seen now';
    const ways = 'submitter deploy goes on from there, undeploy takes down what is online, undeploy --models all of it';
    world.err(`left: version ${version} in the registry${left}. ${ways}\n`);
    throw error;
  }
}

function describeLeft(endpoint: Endpoint | undefined): string {
  const online = endpoint?.deployed.map((one) => `version ${versionIdOf(one.version)}`) ?? [];
  const be = online.length === 1 ? 'is' : 'are';
  const billed = online.length > 0 ? `${online.join(' and ')} ${be} online and billed` : 'nothing of it is billed';
  return `${endpoint === undefined ? '' : ` and the endpoint ${endpoint.name}`}; ${billed}`;
}

function checkFolder(where: string, text: string): Checked<string> {
  if (/^gs:\/\/[^/]+\/.+/.test(text)) return { value: text.replace(/\/model\.joblib$/, '') };
  return problemOf(where, 'a folder of a bucket with a model in it is wanted', text, 'give gs://BUCKET/FOLDER');
}

function checkServingMachine(where: string, text: string): Checked<string> {
  if (/^[a-z][a-z0-9]*-[a-z]+-\d{1,3}$/.test(text)) return { value: text };
  return problemOf(where, 'not a machine type', text, 'give one such as n1-standard-2');
}
