import type { Command } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { formatHints } from '../output/hints.ts';
import { paintOf } from '../output/paint.ts';
import { formatFacts } from '../output/table.ts';
import { deployRequests } from '../serving/online-model.ts';
import { servingCost } from '../serving/serving-cost.ts';
import { given, isOn } from '../settings/inputs.ts';
import { readPlace } from '../settings/place.ts';
import type { World } from '../world.ts';
import { announce, refuseProblems } from './announce.ts';
import { inputsOf } from './with-job.ts';
import { withServing } from './with-serving.ts';

const MODEL_PATH = 'models/simpletaxifare';

/** `submitter deploy`: the trained model online, in scikit-learn's prebuilt container; says before and after what it costs. */
export async function deploy(command: Command, world: World): Promise<number> {
  const inputs = inputsOf(command, world);
  const place = readPlace(inputs);
  const isJson = isOn(inputs, 'json');
  const machineType = given(inputs, 'machine-type')?.text ?? 'n1-standard-2';
  if (!/^[a-z][a-z0-9]*-[a-z0-9-]+$/.test(machineType))
    inputs.problems.push(`--machine-type: not a machine type, got ${machineType}; such as n1-standard-2`);
  const model = given(inputs, 'model')?.text;
  if (model !== undefined && !/^gs:\/\/[^/]+\/.+/.test(model))
    inputs.problems.push(
      `--model: a folder of a bucket with model.joblib in it is wanted, got ${model}; give gs://BUCKET/FOLDER`,
    );
  refuseProblems(inputs);
  const name = `taxifare_${new Date(world.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_')}`;
  const requestsIn = (bucket: string) =>
    deployRequests({
      name,
      artifactUri: (model ?? `gs://${bucket}/${MODEL_PATH}`).replace(/\/(model\.joblib)?$/, ''),
      region: place.region,
      machineType,
    });
  if (isOn(inputs, 'dry-run')) {
    announce(place, world, { isJson: true });
    world.out(`${JSON.stringify(requestsIn(place.bucket ?? 'local-bucket'), null, 2)}\n`);
    return EXIT.fine;
  }
  announce(place, world, { isJson });
  const say = isJson ? world.err : world.out;
  return await withServing(place, world, say, async ({ cloud, operate }) => {
    const requests = requestsIn(cloud.bucket);
    const cost = cloud.isLocal ? 'nothing, it runs on this machine' : servingCost(machineType);
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
      `online: ${String(endpoint)}\nfrom now on: ${cost}\n${formatHints(hints, { paint: paintOf(world.terminal.hasColour), flags: cloud.flags }).join('\n')}\n`,
    );
    return EXIT.fine;
  });
}
