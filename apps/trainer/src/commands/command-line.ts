import { flag, number, readOptions, text } from '../terminal/read-options.ts';

/** The flags as typed, not yet checked against each other. */
export interface Flags {
  readonly data: readonly string[];
  readonly output: string | undefined;
  readonly bucket: string | undefined;
  readonly project: string | undefined;
  readonly upload: boolean;
  readonly rows: number | undefined;
  readonly testFraction: number | undefined;
  readonly threads: number | undefined;
  readonly strict: boolean;
  readonly clean: boolean;
  readonly minFare: number | undefined;
  readonly maxFare: number | undefined;
  readonly minLatitude: number | undefined;
  readonly maxLatitude: number | undefined;
  readonly minLongitude: number | undefined;
  readonly maxLongitude: number | undefined;
  readonly minPassengers: number | undefined;
  readonly maxPassengers: number | undefined;
  readonly minDistance: number | undefined;
  readonly maxDistance: number | undefined;
  readonly fitIntercept: boolean;
  readonly estimator: 'ols' | 'ridge' | 'lasso';
  readonly alpha: number | undefined;
  readonly checkpointSeconds: number | undefined;
  readonly replicaTimeout: number | undefined;
  readonly json: boolean;
}

export type CommandLine =
  | { readonly kind: 'flags'; readonly flags: Flags }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

const DATA = {
  data: { ...text('CSV files: a path, a gs:// URI or a glob, .csv or .csv.gz; repeatable'), array: true, nargs: 1 },
  rows: number('read only the first N rows'),
  output: text('folder for the model  [default: models/simpletaxifare]'),
  bucket: text('bucket that the model goes to (BUCKET_NAME); without one, a cloud on this machine'),
  project: text('Google Cloud project (PROJECT_ID)'),
  upload: flag('put the model in the bucket; --no-upload keeps it on this machine', true),
} as const;

const FIT = {
  estimator: {
    choices: ['ols', 'ridge', 'lasso'],
    default: 'ols',
    requiresArg: true,
    describe: 'least squares, or with a penalty',
  },
  alpha: number("weight of the penalty, as scikit-learn's alpha"),
  'fit-intercept': flag('fit a base fare besides the price of a kilometre'),
  'test-fraction': number('share of the rows held out to measure on, 0 to 1  [default: 0]'),
} as const;

const CLEANING = {
  clean: flag('apply the cleaning rules; --no-clean keeps every row that is a number', true),
  strict: flag('a row with a wrong number of fields ends the run'),
  'min-fare': number('USD  [default: 2.5]'),
  'max-fare': number('USD  [default: 500]'),
  'min-latitude': number('degrees  [default: 40.5]'),
  'max-latitude': number('degrees  [default: 41.8]'),
  'min-longitude': number('degrees  [default: -74.5]'),
  'max-longitude': number('degrees  [default: -72.8]'),
  'min-passengers': number('[default: 1]'),
  'max-passengers': number('[default: 6]'),
  'min-distance': number('km, exclusive  [default: 0]'),
  'max-distance': number('km  [default: 60]'),
} as const;

const RUN = {
  threads: number('threads to read with  [default: one a core]'),
  json: flag('print the result as one JSON document'),
  'checkpoint-seconds': number('in a job: how often its progress is kept in the bucket  [default: 10]'),
  'replica-timeout': number('in a job: seconds of silence after which a replica is given up  [default: 900]'),
} as const;

/** What was typed for a training. */
export async function parseCommandLine(args: readonly string[], version: string): Promise<CommandLine> {
  const read = await readOptions(args, {
    script: 'trainer',
    usage: USAGE,
    groups: { 'Data and model': DATA, Fit: FIT, 'Cleaning (bounds are inclusive unless said)': CLEANING, Run: RUN },
    version,
  });
  if (read.kind !== 'options') return read;
  const { values, words } = read;
  if (words.length > 0) {
    return {
      kind: 'problems',
      problems: [`trainer: no such command, got ${words[0]}; give predict, evaluate, compare, serve or none`],
    };
  }
  return { kind: 'flags', flags: { ...values, data: values.data ?? [] } as unknown as Flags };
}

const USAGE = `$0 [options]

Fits fare_amount ~ C × distance on New York taxi trips and saves the model.

  $0 predict --help     what a trip costs, or a file of trips
  $0 evaluate --help    how well a saved model describes other data
  $0 compare A B        two models side by side
  $0 serve --help       predictions over HTTP`;
