import { ConfigError, EXIT, numberWithin, text } from '@taxifare/console';
import { ourEndpoints } from '../serving/online-model.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';
import { withServing } from './with-serving.ts';

/** Nothing on Earth is farther away. */
const HALF_EARTH_KM = 20_100;

/** `submitter predict --distance KM`: asks the newest model that is online. */
export const PREDICT = cloudCommand({
  options: {
    distance: text('Kilometres, as the crow flies', {
      check: numberWithin({ min: 0, below: HALF_EARTH_KM, unit: 'kilometres', such: 3.2 }),
    }),
  },
  check: (_, { given }) =>
    given.distance === undefined
      ? [{ where: '--distance', what: 'how far?', fix: 'give kilometres, such as --distance 3.2' }]
      : [],
  run: async ({ json: isJson, distance: distanceKm }, world, { place }) => {
    announce(place, world, { isJson });
    return await withServing(place, world, world.err, async ({ cloud, api }) => {
      const online = (await ourEndpoints(api, cloud.parent)).filter(({ deployed }) => deployed.length > 0);
      const endpoint = online.at(-1);
      if (endpoint === undefined)
        throw new ConfigError([
          { where: 'predict', what: `no model is online in ${cloud.region}`, fix: 'submitter deploy puts one there' },
        ]);
      const answer = await api.call('POST', `${endpoint.name}:predict`, { instances: [[distanceKm]] });
      const [prediction]: readonly unknown[] = Array.isArray(answer.predictions) ? answer.predictions : [];
      if (isJson) world.out(`${JSON.stringify({ distanceKm, fareUsd: prediction, endpoint: endpoint.name })}\n`);
      else world.out(`${Number(prediction).toFixed(2)} USD for ${distanceKm} km, by ${endpoint.displayName}\n`);
      return EXIT.fine;
    });
  },
});
