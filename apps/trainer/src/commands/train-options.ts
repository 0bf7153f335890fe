import { flag, number, type OptionsHelp, text } from '../terminal/read-options.ts';
import { RANGE_OPTIONS } from './cleaning-options.ts';

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
  ...RANGE_OPTIONS,
} as const;

const RUN = {
  threads: number('threads to read with  [default: one a core]'),
  json: flag('print the result as one JSON document'),
  'checkpoint-seconds': number('in a job: how often its progress is kept in the bucket  [default: 10]'),
  'replica-timeout': number('in a job: seconds of silence after which a replica is given up  [default: 900]'),
} as const;

const USAGE = `$0 [options]

Fits fare_amount ~ C × distance on New York taxi trips and saves the model.

  $0 predict --help     what a trip costs, or a file of trips
  $0 evaluate --help    how well a saved model describes other data
  $0 compare A B        two models side by side
  $0 serve --help       predictions over HTTP`;

/** What `trainer --help` says, and what can be typed. */
export const TRAIN_OPTIONS: Omit<OptionsHelp, 'version'> = {
  script: 'trainer',
  usage: USAGE,
  groups: { 'Data and model': DATA, Fit: FIT, 'Cleaning (bounds are inclusive unless said)': CLEANING, Run: RUN },
};
