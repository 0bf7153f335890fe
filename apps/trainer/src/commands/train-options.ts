import {
  anyText,
  flag,
  inGroup,
  MODEL_FOLDER,
  numberWithin,
  type Problem,
  SAMPLE,
  type Source,
  text,
  texts,
  type Values,
} from '@taxifare/console';
import { checkBucketName } from '@taxifare/gcs';
import { checkInput, checkOutput } from './check-uri.ts';
import { problemsOfRanges, RANGE_OPTIONS } from './cleaning-options.ts';
import { COLUMN_OPTIONS as COLUMNS, problemsOfColumns } from './column-options.ts';
import { FIT_OPTIONS, problemsOfFit } from './fit-options.ts';

const count = numberWithin({ min: 1, isWhole: true, such: 1000 });

const DATA = inGroup('Data and model', {
  data: texts(
    'CSV or Parquet files: a path, folder or glob, also gs:// and https://, - for standard input; repeatable',
    {
      check: checkInput,
      shown: `BUCKET_TRAIN_DATA_PATH in the bucket, else ${SAMPLE}`,
    },
  ),
  rows: text('Read only the first N rows', { check: count }),
  output: text('Folder for the model', { check: checkOutput, shown: MODEL_FOLDER }),
  bucket: text('Bucket that the model goes to; without one, a cloud on this machine', {
    check: checkBucketName,
    variables: ['BUCKET_NAME'],
  }),
  project: text('Google Cloud project', {
    check: anyText,
    variables: ['PROJECT_ID', 'GOOGLE_CLOUD_PROJECT', 'CLOUD_ML_PROJECT_ID'],
  }),
  upload: flag('Put the model in the bucket; --no-upload keeps it on this machine', true),
});

const FIT = inGroup('Fit', {
  ...FIT_OPTIONS,
  folds: text('Cross-validate over so many folds, in the same pass', {
    check: numberWithin({ min: 2, max: 100, isWhole: true, such: 10 }),
  }),
  'test-fraction': text('Share of the rows held out to measure on, 0 to 1', {
    check: numberWithin({ min: 0, below: 1, such: 0.2 }),
    usual: 0,
  }),
});

const CLEANING = inGroup('Cleaning (bounds are inclusive unless said)', {
  clean: flag('Apply the cleaning rules; --no-clean keeps every row that is a number', true),
  strict: flag('End the run at a row with a wrong number of fields or a value that is no number'),
  'max-dropped': text('Share of the rows, dropped for one reason, above which the run ends', {
    check: numberWithin({ min: 0, max: 1, such: 0.2 }),
  }),
});

const RUN = inGroup('Run', {
  threads: text('Threads to read with', {
    check: numberWithin({ min: 1, max: 1024, isWhole: true, such: 2 }),
    shown: 'one a core',
  }),
  json: flag('Print the result as one JSON document'),
  'check-options': flag('Say what is wrong with the options, and end; nothing is read'),
  'checkpoint-seconds': text('In a job: how often its progress is kept in the bucket', {
    check: numberWithin({ min: 0, unit: 'seconds', such: 10 }),
    usual: 10,
  }),
  'replica-timeout': text('In a job: seconds of silence after which a replica is given up', {
    check: numberWithin({ above: 0, unit: 'seconds', such: 900 }),
    usual: 900,
  }),
});

/** What can be typed for a training, but for the bounds of the cleaning rules. */
const OWN = { ...DATA, ...COLUMNS, ...FIT, ...CLEANING, ...RUN };

/** What can be typed for a training. */
export const TRAIN_OPTIONS: typeof OWN & typeof RANGE_OPTIONS = {
  ...DATA,
  ...COLUMNS,
  ...FIT,
  ...CLEANING,
  ...inGroup('Cleaning (bounds are inclusive unless said)', RANGE_OPTIONS),
  ...RUN,
};

export type TrainValues = Values<typeof OWN> & Values<typeof RANGE_OPTIONS>;

/** What is wrong with the options of a training together. */
export function problemsOfTraining(values: TrainValues, given: Source): readonly Problem[] {
  const { clean } = values;
  const problems = [...problemsOfRanges(values), ...problemsOfColumns(values), ...problemsOfFit(values)];
  if (typeof values.alpha === 'string' && values.folds === undefined) {
    problems.push({ where: '--alpha', what: `${values.alpha} is chosen by cross-validation`, fix: 'add --folds 10' });
  }
  const bounds = Object.keys(RANGE_OPTIONS).filter((name) => given[name] !== undefined);
  if (!clean && bounds.length > 0) {
    const where = bounds.map((name) => `--${name}`).join(', ');
    problems.push({ where, what: 'has no meaning with --no-clean', fix: 'leave one of the two out' });
  }
  return problems;
}
