import {
  ConfigError,
  command,
  EXIT,
  flag,
  formatBytes,
  inGroup,
  numberWithin,
  type Problem,
  type Typed,
  text,
} from '@taxifare/console';
import { type FareColumns, type Model, predictFareUsd, predictionIntervalUsd } from '@taxifare/core/model';
import type { ObjectStore } from '@taxifare/gcs';
import { listInputs } from '@taxifare/trip-files';
import { predictFiles } from '../predict/predict-file.ts';
import { createPredictReport } from '../predict/predict-report.ts';
import { checkPlace, type Place, type Trip, tripBetween, tripOfDistance } from '../predict/trip.ts';
import { writeOutput } from '../predict/write-output.ts';
import { cents, digits } from '../terminal/format-number.ts';
import { createLog } from '../terminal/log.ts';
import { resolveInput, resolvePath } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';
import { checkInput, checkOutput } from './check-uri.ts';
import { type ColumnValues, columnsOf as columnsNamed, NAME_OPTIONS } from './column-options.ts';
import { loadModel, MODEL_OPTION, withStore } from './load-model.ts';

/** `trainer predict`. */
export const PREDICT = command({
  about: 'What a trip costs by a saved model, or every trip of a CSV or Parquet file.',
  options: {
    ...MODEL_OPTION,
    ...inGroup('One trip', {
      pickup: text('Latitude,longitude in degrees', { check: checkPlace }),
      dropoff: text('Latitude,longitude in degrees', { check: checkPlace }),
      distance: text('Great-circle distance in km, in place of both', {
        check: numberWithin({ min: 0, unit: 'kilometres', such: 3.2 }),
      }),
    }),
    ...inGroup('A file of trips', {
      data: text('A CSV or Parquet file of trips: a path, a gs:// URI or a glob', { check: checkInput }),
      output: text('CSV file for the fares', { check: checkOutput, shown: 'standard output' }),
      kaggle: flag("In the form of Kaggle's submissions: key,fare_amount"),
    }),
    ...NAME_OPTIONS,
    ...inGroup('Both', {
      interval: flag('Also print where 95 of 100 such fares lie'),
      json: flag('Print JSON'),
      'check-options': flag('Say what is wrong with the options, and end; nothing is read'),
    }),
  },
  check: (_, typed) => problemsOfPredict(typed),
  run: async (values, world: World) => {
    if (values['check-options']) return EXIT.fine;
    const { model: place, data, json: isJson, interval: wantsInterval } = values;
    const input = data === undefined ? undefined : resolveInput(data, world.folder);
    return await withStore([place, input ?? ''], world, async (store) => {
      const model = await loadModel(place, store, world);
      if (input !== undefined) return await predictAll(input, model, { values, store, world });
      sayTrip(tripOf(values, model), model, { world, isJson, wantsInterval });
      return 0;
    });
  },
});

/** What is missing, and what contradicts what. */
function problemsOfPredict({ given }: Typed): readonly Problem[] {
  const has = (name: string) => given[name] !== undefined;
  const beside = (others: readonly string[], name: string, fix: string): readonly Problem[] =>
    has(name)
      ? others.filter(has).map((other) => ({ where: `--${other}`, what: `has no meaning with --${name}`, fix }))
      : [];
  const one = 'give one of the two';
  const alone = has('data') ? [] : ['kaggle', 'output'].filter(has);
  const isTrip = has('distance') || has('data') || (has('pickup') && has('dropoff'));
  return [
    ...beside(['pickup', 'dropoff', 'distance', 'json'], 'data', one),
    ...(has('data') ? [] : beside(['pickup', 'dropoff'], 'distance', one)),
    ...beside(['interval'], 'kaggle', one),
    ...alone.map((name) => ({ where: `--${name}`, what: 'is for a file of trips', fix: 'give it with --data' })),
    ...(isTrip
      ? []
      : [
          {
            where: 'trainer predict',
            what: 'which trip?',
            fix: 'give --pickup and --dropoff, --distance, or --data FILE',
          },
        ]),
  ];
}

interface AskedTrip {
  readonly distance: number | undefined;
  readonly pickup: Place | undefined;
  readonly dropoff: Place | undefined;
}

/** The one trip that was asked for. Throws `ConfigError` where it can be none of this model's. */
function tripOf({ distance, pickup, dropoff }: AskedTrip, { cleaning: { rules }, distance: given }: Model): Trip {
  if (pickup === undefined || dropoff === undefined) {
    const trip = tripOfDistance('--distance', distance ?? 0, rules);
    if ('distanceKm' in trip) return trip;
    throw new ConfigError([trip]);
  }
  if (given !== undefined) {
    const what = `the model was trained on distances in ${given.column}, not between places`;
    throw new ConfigError([{ where: '--pickup, --dropoff', what, fix: 'give --distance' }]);
  }
  const ends = [
    ['--pickup', pickup],
    ['--dropoff', dropoff],
  ] as const;
  const trip = tripBetween(ends, rules);
  if ('distanceKm' in trip) return trip;
  throw new ConfigError(trip);
}

interface SayOptions {
  readonly world: World;
  readonly isJson: boolean;
  readonly wantsInterval: boolean;
}

function sayTrip({ distanceKm, warnings }: Trip, model: Model, { world, isJson, wantsInterval }: SayOptions): void {
  for (const warning of warnings) world.err(`warning: ${warning}; predicted all the same\n`);
  const fareUsd = predictFareUsd(model, distanceKm);
  const interval = wantsInterval ? predictionIntervalUsd(model, distanceKm) : undefined;
  if (isJson) {
    world.out(
      `${JSON.stringify({ distanceKm, fareUsd, interval95: interval ?? null, isInArea: warnings.length === 0 })}\n`,
    );
    return;
  }
  const range =
    interval === undefined ? '' : `, 95 of 100 such trips between ${cents(interval[0])} and ${cents(interval[1])} USD`;
  world.out(`${cents(fareUsd)} USD for ${digits(distanceKm, 4)} km${range}\n`);
  if (wantsInterval && interval === undefined) world.err(`warning: no interval: ${noIntervalOf(model, distanceKm)}\n`);
}

/** Why there is no interval for a trip of so many kilometres. */
function noIntervalOf({ intervals }: Model, distanceKm: number): string {
  if (intervals === null) return 'the model is of schema 1, which has no counts of trips; train it again';
  const farthest = intervals.classes.at(-1)?.toKm;
  if (farthest === undefined) return `the model has seen fewer than ${intervals.leastTrips} trips within 59.75 km`;
  if (distanceKm >= farthest) return `the model has seen no trips beyond ${farthest} km`;
  const [nearest] = intervals.classes;
  if (nearest !== undefined && distanceKm < nearest.fromKm)
    return `the model has seen no trips below ${nearest.fromKm} km`;
  return 'fares of such trips lie beyond what is counted; train with cleaning on';
}

interface FileValues extends ColumnValues {
  readonly output: string | undefined;
  readonly kaggle: boolean;
  readonly interval: boolean;
}

async function predictAll(
  pattern: string,
  model: Model,
  { values, store, world }: { readonly values: FileValues; readonly store: ObjectStore; readonly world: World },
): Promise<number> {
  const { output, kaggle: isKaggle, interval } = values;
  const { interrupted: signal } = world;
  const isJob = world.env.CLOUD_ML_JOB_ID !== undefined;
  const { info, reading: onReading } = createLog(world, { isJob, isJson: false });
  // At home standard output may be for the fares; a job's standard error is taken for errors.
  const say = isJob ? info : (line: string) => world.err(`${line}\n`);
  const inputs = await listInputs([pattern], store, signal);
  const report = createPredictReport({ store, signal, model, isKaggle });
  const rows = predictFiles(inputs, model, {
    ...{ store, signal, onReading, isKaggle, named: columnsNamed(values) },
    columns: columnsOf(isKaggle, interval),
    onHeader: (header, uri) => {
      for (const line of report.ofHeader(header, uri)) say(line);
    },
    onTally: report.add,
  });
  const checked = report.checking(rows);
  if (output === undefined || output === '-') {
    for await (const chunk of checked) await world.write(chunk);
  } else {
    const target = resolvePath(output, world.folder);
    const bytes = await writeOutput(target, checked, { input: inputs[0]?.uri ?? '', store, signal });
    info(`saved: ${target}, ${formatBytes(bytes)}`);
  }
  for (const line of await report.lines()) say(line);
  return 0;
}

function columnsOf(isKaggle: boolean, wantsInterval: boolean): FareColumns {
  if (isKaggle) return ['fare_amount'];
  return wantsInterval ? ['distance_km', 'fare_amount', 'low', 'high'] : ['distance_km', 'fare_amount'];
}
