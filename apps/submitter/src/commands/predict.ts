import { ConfigError, EXIT, numberWithin, text } from '@taxifare/console';
import { CloudError } from '../cloud/cloud-error.ts';
import type { Json } from '../cloud/rest-api.ts';
import { ourEndpoints } from '../serving/registry.ts';
import { withServing } from '../serving/serving.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** Nothing on Earth is farther away. */
const HALF_EARTH_KM = 20_100;

/** `submitter predict --distance KM`: asks the model that is online, one's own before another's. */
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
    return await withServing({ where: 'predict', place, world, say: world.err }, async (serving) => {
      const { api, cloud, user } = serving;
      const online = (await ourEndpoints(api, cloud.parent)).filter(({ deployed }) => deployed.length > 0);
      const endpoint = online.find(({ madeBy }) => madeBy === user) ?? online[0];
      if (endpoint === undefined)
        throw new ConfigError([
          { where: 'predict', what: `no model is online in ${cloud.region}`, fix: 'submitter deploy puts one there' },
        ]);
      const answer = await api.ask(`${endpoint.name}:predict`, { instances: [[distanceKm]] });
      const fareUsd = fareIn(answer);
      const version = String(answer.modelVersionId ?? '?');
      if (isJson) world.out(`${JSON.stringify({ distanceKm, fareUsd, version, endpoint: endpoint.name })}\n`);
      else world.out(`${fareUsd.toFixed(2)} USD for ${distanceKm} km, by version ${version}\n`);
      return EXIT.fine;
    });
  },
});

/** The one number that was asked for; what is none is an error, whatever the status of the answer. */
function fareIn({ predictions, error }: Json): number {
  const [fare]: readonly unknown[] = Array.isArray(predictions) ? predictions : [];
  if (typeof fare === 'number' && Number.isFinite(fare)) return fare;
  const what =
    error === undefined ? `no number in the answer, got ${JSON.stringify(predictions)}` : JSON.stringify(error);
  const hint = "the model server's log is in the Logs Explorer; submitter deploy puts a model up anew";
  throw new CloudError('predict', { what, hint });
}
