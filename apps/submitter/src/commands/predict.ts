import type { Command } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { ourEndpoints } from '../serving/online-model.ts';
import { given, isOn } from '../settings/inputs.ts';
import { readPlace } from '../settings/place.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { World } from '../world.ts';
import { announce, refuseProblems } from './announce.ts';
import { inputsOf } from './with-job.ts';
import { withServing } from './with-serving.ts';

/** `submitter predict --distance KM`: asks the newest model that is online. */
export async function predict(command: Command, world: World): Promise<number> {
  const inputs = inputsOf(command, world);
  const place = readPlace(inputs);
  const isJson = isOn(inputs, 'json');
  const text = given(inputs, 'distance')?.text;
  const distanceKm = Number(text);
  if (text === undefined) inputs.problems.push('--distance: how far? give kilometres, such as --distance 3.2');
  else if (!(distanceKm >= 0 && distanceKm < 20_100)) inputs.problems.push(`--distance: wants kilometres, got ${text}`);
  refuseProblems(inputs);
  announce(place, world, { isJson });
  return await withServing(place, world, world.err, async ({ cloud, api }) => {
    const online = (await ourEndpoints(api, cloud.parent)).filter(({ deployed }) => deployed.length > 0);
    const endpoint = online.at(-1);
    if (endpoint === undefined)
      throw new UsageError([`predict: no model is online in ${cloud.region}; submitter deploy puts one there`]);
    const answer = await api.call('POST', `${endpoint.name}:predict`, { instances: [[distanceKm]] });
    const [prediction]: readonly unknown[] = Array.isArray(answer.predictions) ? answer.predictions : [];
    if (isJson) world.out(`${JSON.stringify({ distanceKm, fareUsd: prediction, endpoint: endpoint.name })}\n`);
    else world.out(`${Number(prediction).toFixed(2)} USD for ${distanceKm} km, by ${endpoint.displayName}\n`);
    return EXIT.fine;
  });
}
