import { type Checked, EXIT, flag, formatFacts, LOCAL_BUCKET, MODEL_FOLDER, paintOf, text } from '@taxifare/console';
import { describeStandingCost } from '../money/standing-cost.ts';
import { formatHints } from '../output/hints.ts';
import { deployRequests } from '../serving/online-model.ts';
import { problemOf } from '../settings/check.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';
import { withServing } from './with-serving.ts';

/** `submitter deploy`: the trained model online, in scikit-learn's prebuilt container; says before and after what it costs. */
export const DEPLOY = cloudCommand({
  options: {
    model: text('Folder of the bucket with model.joblib in it', {
      check: checkModel,
      shown: `gs://BUCKET/${MODEL_FOLDER}`,
    }),
    'machine-type': text('Machine that serves', { check: checkServingMachine, usual: 'n1-standard-2' }),
    'dry-run': flag('Print the requests as JSON; nothing is sent, nothing costs'),
    ...POLL_OPTIONS,
  },
  run: async ({ json: isJson, model, 'machine-type': machineType, 'dry-run': isDryRun }, world, { place }) => {
    const name = `taxifare_${new Date(world.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_')}`;
    const requestsIn = (bucket: string) =>
      deployRequests({
        name,
        artifactUri: (model ?? `gs://${bucket}/${MODEL_FOLDER}`).replace(/\/(model\.joblib)?$/, ''),
        region: place.region,
        machineType,
      });
    if (isDryRun) {
      announce(place, world, { isJson: true });
      world.out(`${JSON.stringify(requestsIn(place.bucket ?? LOCAL_BUCKET), null, 2)}\n`);
      return EXIT.fine;
    }
    announce(place, world, { isJson });
    const say = isJson ? world.err : world.out;
    return await withServing(place, world, say, async ({ cloud, operate }) => {
      const requests = requestsIn(cloud.bucket);
      const cost = cloud.isLocal ? 'nothing, it runs on this machine' : describeStandingCost(machineType, cloud.region);
      const uploading = requests.uploadModel.model as {
        readonly artifactUri: string;
        readonly containerSpec: { readonly imageUri: string };
      };
      say(
        `${formatFacts(
          [
            ['model', uploading.artifactUri],
            ['image', uploading.containerSpec.imageUri],
            ['machine', `1 x ${machineType} in ${cloud.region}`],
            ['cost', cost],
          ],
          '',
        ).join('\n')}\n`,
      );
      const { model: modelName } = await operate(
        'uploading the model',
        'POST',
        `${cloud.parent}/models:upload`,
        requests.uploadModel,
      );
      const { name: endpoint } = await operate(
        'creating an endpoint',
        'POST',
        `${cloud.parent}/endpoints`,
        requests.createEndpoint,
      );
      const { deployedModel, ...rest } = requests.deployModel;
      const body = { ...rest, deployedModel: { ...Object(deployedModel), model: modelName } };
      await operate('deploying', 'POST', `${String(endpoint)}:deployModel`, body);
      if (isJson) {
        world.out(`${JSON.stringify({ model: modelName, endpoint, machineType }, null, 2)}\n`);
        return EXIT.fine;
      }
      const hints = [
        { what: 'To ask it', command: 'predict --distance 3.2' },
        { what: 'To take it down', command: 'undeploy' },
      ];
      world.out(
        `online: ${String(endpoint)}\nfrom now on: ${cost}\n${formatHints(hints, { paint: paintOf(world.terminal.hasColour), flags: cloud.flags, env: world.env }).join('\n')}\n`,
      );
      return EXIT.fine;
    });
  },
});

function checkModel(where: string, text: string): Checked<string> {
  if (/^gs:\/\/[^/]+\/.+/.test(text)) return { value: text };
  const what = 'a folder of a bucket with model.joblib in it is wanted';
  return problemOf(where, what, text, 'give gs://BUCKET/FOLDER');
}

function checkServingMachine(where: string, text: string): Checked<string> {
  if (/^[a-z][a-z0-9]*-[a-z0-9-]+$/.test(text)) return { value: text };
  return problemOf(where, 'not a machine type', text, 'give one such as n1-standard-2');
}
