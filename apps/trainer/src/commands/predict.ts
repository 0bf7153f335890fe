import { type FareColumns, type Model, predictFareUsd, predictionIntervalUsd } from '@taxifare/core/model';
import type { ObjectStore } from '@taxifare/gcs';
import { ConfigError } from '../terminal/exit-code.ts';
import { digits } from '../terminal/format-number.ts';
import { flag, number, text } from '../terminal/read-options.ts';
import { resolvePath } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';
import { DEFAULT_MODEL, loadModel, withStore } from './load-model.ts';
import { predictFile } from './predict-file.ts';
import { distanceBetweenKm, oddityOf, parsePlace } from './trip-place.ts';
import { type Given, numberAt, textAt, withOptions } from './with-options.ts';

const HELP = {
  script: 'trainer predict',
  usage: '$0 [options]\n\nWhat a trip costs by a saved model, or every trip of a CSV file.',
  groups: {
    Model: { model: text(`a model.json or the folder that it is in, also gs://  [default: ${DEFAULT_MODEL}]`) },
    'One trip': {
      pickup: text('latitude,longitude in degrees'),
      dropoff: text('latitude,longitude in degrees'),
      distance: number('in place of places: km as the crow flies'),
    },
    'A file of trips': {
      data: text('a CSV file with the coordinates, also gs://'),
      output: text('where the CSV file with the fares goes  [default: standard output]'),
      kaggle: flag("in the form of Kaggle's submissions: key,fare_amount"),
    },
    Both: { interval: flag('also where 95 of 100 fares lie'), json: flag('print JSON') },
  },
} as const;

/** `trainer predict`. */
export async function predict(args: readonly string[], world: World): Promise<number> {
  const given = await withOptions(args, world, HELP);
  if (given === undefined) return 0;
  const place = textAt(given, 'model') ?? DEFAULT_MODEL;
  const data = textAt(given, 'data');
  const trip = data === undefined ? tripOf(given) : undefined;
  const input = data === undefined ? undefined : resolvePath(data, world.cwd);
  return await withStore([place, input ?? ''], world, async (store) => {
    const model = await loadModel(place, store, world);
    if (input !== undefined) return await predictAll(input, model, { given, store, world });
    if (trip !== undefined)
      sayTrip(trip, model, {
        world,
        isJson: given.values.json === true,
        wantsInterval: given.values.interval === true,
      });
    return 0;
  });
}

interface Trip {
  readonly distanceKm: number;
  readonly oddities: readonly string[];
}

/** The one trip that was asked for; every problem at once. */
function tripOf(given: Given): Trip {
  const distance = numberAt(given, 'distance');
  const [pickup, dropoff] = [textAt(given, 'pickup'), textAt(given, 'dropoff')];
  if (distance !== undefined && pickup === undefined && dropoff === undefined) {
    if (distance >= 0 && distance < 20_100)
      return {
        distanceKm: distance,
        oddities: distance > 60 ? [`--distance: beyond the 60 km that the model was trained on, got ${distance}`] : [],
      };
    throw new ConfigError([`--distance: wants kilometres, got ${distance}`]);
  }
  if (pickup === undefined || dropoff === undefined) {
    throw new ConfigError(['trainer predict: which trip? give --pickup and --dropoff, --distance, or --data FILE']);
  }
  if (distance !== undefined) throw new ConfigError(['--distance: given beside places; give one of the two']);
  const places = [parsePlace('--pickup', pickup), parsePlace('--dropoff', dropoff)] as const;
  const problems = places.filter((place): place is string => typeof place === 'string');
  const [from, to] = places;
  if (typeof from === 'string' || typeof to === 'string') throw new ConfigError(problems);
  const oddities = [oddityOf('--pickup', from), oddityOf('--dropoff', to)].filter(
    (oddity): oddity is string => oddity !== undefined,
  );
  const swapped = oddities.filter((oddity) => oddity.includes('swapped'));
  if (swapped.length > 0) throw new ConfigError(swapped);
  return { distanceKm: distanceBetweenKm(from, to), oddities };
}

interface SayOptions {
  readonly world: World;
  readonly isJson: boolean;
  readonly wantsInterval: boolean;
}

function sayTrip({ distanceKm, oddities }: Trip, model: Model, { world, isJson, wantsInterval }: SayOptions): void {
  for (const oddity of oddities) world.err(`warning: ${oddity}; predicted all the same\n`);
  const fareUsd = predictFareUsd(model, distanceKm);
  const interval = wantsInterval ? predictionIntervalUsd(model, distanceKm) : undefined;
  if (isJson) {
    world.out(
      `${JSON.stringify({ distanceKm, fareUsd, interval95: interval ?? null, isInArea: oddities.length === 0 })}\n`,
    );
    return;
  }
  const range =
    interval === undefined
      ? ''
      : `, 95 of 100 such trips between ${digits(interval[0], 4)} and ${digits(interval[1], 4)} USD`;
  world.out(`${fareUsd.toFixed(2)} USD for ${digits(distanceKm, 4)} km${range}\n`);
  if (wantsInterval && interval === undefined) world.err('warning: a penalised model has no prediction interval\n');
}

async function predictAll(
  uri: string,
  model: Model,
  { given, store, world }: { readonly given: Given; readonly store: ObjectStore; readonly world: World },
): Promise<number> {
  const output = textAt(given, 'output');
  const isKaggle = given.values.kaggle === true;
  const columns = columnsOf(isKaggle, given.values.interval === true);
  const rows = predictFile(uri, model, { store, signal: world.signal, columns });
  if (output === undefined || output === '-') {
    for await (const chunk of rows) await world.write(chunk);
    return 0;
  }
  const target = resolvePath(output, world.cwd);
  const { bytes } = await store.write(target, rows, {
    condition: 'any',
    contentType: 'text/csv',
    signal: world.signal,
  });
  world.out(`saved: ${target}, ${bytes} bytes\n`);
  return 0;
}

function columnsOf(isKaggle: boolean, wantsInterval: boolean): FareColumns {
  if (isKaggle) return ['fare_amount'];
  return wantsInterval ? ['distance_km', 'fare_amount', 'low', 'high'] : ['distance_km', 'fare_amount'];
}
