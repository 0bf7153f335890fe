import { describe, expect, test } from 'vitest';
import { TRAINER } from '../src/program.ts';
import { runHere } from './support/listening-world.ts';
import { runTrainer } from './support/run-trainer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const COMMANDS = Object.keys(TRAINER.commands).join(', ');

/** What is typed after `trainer`, and every sentence that comes of it. */
const WRONG: readonly (readonly [typed: string, ...sentences: string[]])[] = [
  ['constructor', "trainer: no such command, got 'constructor'; give one of COMMANDS"],
  ['toString', "trainer: no such command, got 'toString'; give one of COMMANDS"],
  ['__proto__', "trainer: no such command, got '__proto__'; give one of COMMANDS"],
  ['hasOwnProperty', "trainer: no such command, got 'hasOwnProperty'; give one of COMMANDS"],
  ['predct', "trainer: no such command, got 'predct'; did you mean predict?"],
  ['tarin', "trainer: no such command, got 'tarin'; did you mean train?"],
  ['Serve', "trainer: no such command, got 'Serve'; did you mean serve?"],
  ['x.csv', "trainer: no such command, got 'x.csv'; a file of trips goes after --data"],
  ['./trips/*.csv', "trainer: no such command, got './trips/*.csv'; a file of trips goes after --data"],
  ['foo', "trainer: no such command, got 'foo'; give one of COMMANDS"],
  ['--dta a.csv', '--dta: no such option; did you mean --data?'],
  ['--Data a.csv', '--Data: no such option; did you mean --data?'],
  ['--fit_intercept', '--fit_intercept: no such option; did you mean --fit-intercept?'],
  ['--colour red', '--colour: no such option; --help lists them'],
  ['--colour=red', '--colour: no such option; --help lists them'],
  ['-data a.csv', '-data: no such option; did you mean --data?'],
  ['-x', '-x: no such option; --help lists them'],
  ['--no-upload --no-cleen', '--no-cleen: no such option; did you mean --no-clean?'],
  ['--constructor', '--constructor: no such option; --help lists them'],
  ['--__proto__=1', '--__proto__: no such option; --help lists them'],
  ['--clean=yes', "--clean: takes true or false alone, got 'yes'; write --clean or --no-clean"],
  ['--clean=1', "--clean: takes true or false alone, got '1'; write --clean or --no-clean"],
  ['--clean=True', "--clean: takes true or false alone, got 'True'; write --clean or --no-clean"],
  ['--clean=', "--clean: needs a value, got ''; write --clean or --no-clean"],
  [
    '--fit-intercept=TRUE',
    "--fit-intercept: takes true or false alone, got 'TRUE'; write --fit-intercept or --no-fit-intercept",
  ],
  ['--upload=no', "--upload: takes true or false alone, got 'no'; write --upload or --no-upload"],
  ['--strict=on', "--strict: takes true or false alone, got 'on'; write --strict or --no-strict"],
  ['--json=1', "--json: takes true or false alone, got '1'; write --json or --no-json"],
  ['--clean --no-clean', "--clean: given 2 times, got 'true, false'; give it once"],
  ['--rows', "--rows: needs a value, got ''; write --rows VALUE"],
  ['--rows abc', "--rows: wants a whole number of at least 1, got 'abc'; give one such as 1000"],
  ['--rows 0', "--rows: wants a whole number of at least 1, got '0'; give one such as 1000"],
  ['--rows -5', "--rows: wants a whole number of at least 1, got '-5'; give one such as 1000"],
  ['--rows 1.5', "--rows: wants a whole number of at least 1, got '1.5'; give one such as 1000"],
  ['--rows 1e400', "--rows: wants a whole number of at least 1, got '1e400'; give one such as 1000"],
  ['--rows 0x10', "--rows: wants a whole number of at least 1, got '0x10'; give one such as 1000"],
  ['--rows Infinity', "--rows: wants a whole number of at least 1, got 'Infinity'; give one such as 1000"],
  ['--rows NaN', "--rows: wants a whole number of at least 1, got 'NaN'; give one such as 1000"],
  ['--rows 1,000', "--rows: wants a whole number of at least 1, got '1,000'; give one such as 1000"],
  ['--rows 10 --rows 20', "--rows: given 2 times, got '10, 20'; give it once"],
  ['--rows=', "--rows: needs a value, got ''; write --rows VALUE"],
  ['--data', "--data: needs a value, got ''; write --data VALUE"],
  ['--data=', "--data: needs a value, got ''; write --data VALUE"],
  [
    '--data a.csv b.csv',
    "trainer: one word too many, got 'b.csv'; a glob that the shell expanded? quote it, or write --data before each",
  ],
  [
    '--data a.csv b.csv c.csv',
    "trainer: 2 words too many, got 'b.csv c.csv'; a glob that the shell expanded? quote it, or write --data before each",
  ],
  [
    '--data s3://bucket/x.csv',
    "--data: s3:// is no place that it knows, got 's3://bucket/x.csv'; give a path or gs://BUCKET/NAME",
  ],
  ['--data GS://bucket/x.csv', "--data: schemes are written small, got 'GS://bucket/x.csv'; give gs://bucket/x.csv"],
  ['--data file:///tmp/x.csv', "--data: is a URI of a file, got 'file:///tmp/x.csv'; give the path, /tmp/x.csv"],
  [
    '--data ftp://host/x.csv',
    "--data: ftp:// is no place that it knows, got 'ftp://host/x.csv'; give a path or gs://BUCKET/NAME",
  ],
  ['--output gs:///m', "--output: names no bucket, got 'gs:///m'; give gs://BUCKET/NAME"],
  ['predict --model gs:// --distance 1', "--model: names no bucket, got 'gs://'; give gs://BUCKET/NAME"],
  ['--data ~/x.csv', "--data: the shell did not expand ~, got '~/x.csv'; write $HOME, or leave = out"],
  [
    '--data gs://Bucket/x.csv --no-upload',
    "gs://Bucket/x.csv: not a bucket's name, got 'Bucket'; use 3 to 63 small letters, digits, dots and dashes",
  ],
  ['--data gs:// --no-upload', "--data: names no bucket, got 'gs://'; give gs://BUCKET/NAME"],
  [
    '--data gs://ab/x.csv --no-upload',
    "gs://ab/x.csv: not a bucket's name, got 'ab'; use 3 to 63 small letters, digits, dots and dashes",
  ],
  ['--data gs://bucket --no-upload', 'gs://bucket: a bucket without an object; give gs://bucket/NAME'],
  ['--output', "--output: needs a value, got ''; write --output VALUE"],
  ['--output=', "--output: needs a value, got ''; write --output VALUE"],
  ['--output s3://b/x', "--output: s3:// is no place that it knows, got 's3://b/x'; give a path or gs://BUCKET/NAME"],
  [
    '--output http://h/x',
    "--output: http:// is no place that it knows, got 'http://h/x'; give a path or gs://BUCKET/NAME",
  ],
  ['--output ~/models', "--output: the shell did not expand ~, got '~/models'; write $HOME, or leave = out"],
  ['--output a --output b', "--output: given 2 times, got 'a, b'; give it once"],
  ['--bucket=', "--bucket: needs a value, got ''; write --bucket VALUE"],
  [
    '--bucket gs://x',
    "--bucket: is a URI, not a bucket name, got 'gs://x'; give the bucket alone, without gs:// and without a path",
  ],
  ['--bucket gs://my-bucket/', "--bucket: is a URI, not a bucket name, got 'gs://my-bucket/'; give my-bucket"],
  ['--bucket My-Bucket', "--bucket: bucket names have no capitals, got 'My-Bucket'; try my-bucket"],
  [
    '--bucket 10.0.0.1',
    "--bucket: not a bucket name, got '10.0.0.1'; give 3 to 63 of a-z 0-9 - _ . that begin and end with a letter or digit",
  ],
  ['--bucket google-x', "--bucket: names with google in them are Google's own, got 'google-x'; choose another name"],
  [
    '--bucket a..b',
    "--bucket: not a bucket name, got 'a..b'; give 3 to 63 of a-z 0-9 - _ . that begin and end with a letter or digit",
  ],
  [
    '--bucket my_bucket!',
    "--bucket: not a bucket name, got 'my_bucket!'; give 3 to 63 of a-z 0-9 - _ . that begin and end with a letter or digit",
  ],
  ['--test-fraction 50%', "--test-fraction: wants a number of at least 0 and below 1, got '50%'; give one such as 0.2"],
  ['--test-fraction 1', "--test-fraction: wants a number of at least 0 and below 1, got '1'; give one such as 0.2"],
  [
    '--test-fraction -0.1',
    "--test-fraction: wants a number of at least 0 and below 1, got '-0.1'; give one such as 0.2",
  ],
  ['--test-fraction nan', "--test-fraction: wants a number of at least 0 and below 1, got 'nan'; give one such as 0.2"],
  ['--estimator OLS', "--estimator: no such choice, got 'OLS'; did you mean ols? there is ols, ridge, lasso"],
  [
    '--estimator rigde --alpha 1',
    "--estimator: no such choice, got 'rigde'; did you mean ridge? there is ols, ridge, lasso",
    '--alpha: least squares has none; add --estimator ridge or lasso',
  ],
  ['--estimator xgboost', "--estimator: no such choice, got 'xgboost'; give ols or ridge or lasso"],
  ['--estimator', "--estimator: needs a value, got ''; write --estimator VALUE"],
  ['--estimator ridge', '--alpha: ridge wants a number of at least 0, best or 1se; add one such as 0.1'],
  ['--estimator lasso --alpha=-1', "--alpha: wants a number of at least 0, got '-1'; give one such as 0.1"],
  ['--estimator ridge --alpha Infinity', "--alpha: wants a number of at least 0, got 'Infinity'; give one such as 0.1"],
  ['--estimator ridge --alpha x', "--alpha: wants a number of at least 0, got 'x'; give one such as 0.1"],
  ['--alpha 1', '--alpha: least squares has none; add --estimator ridge or lasso'],
  ['--threads 0', "--threads: wants a whole number from 1 to 1024, got '0'; give one such as 2"],
  ['--threads abc', "--threads: wants a whole number from 1 to 1024, got 'abc'; give one such as 2"],
  ['--threads 1e9', "--threads: wants a whole number from 1 to 1024, got '1e9'; give one such as 2"],
  ['--threads 2.5', "--threads: wants a whole number from 1 to 1024, got '2.5'; give one such as 2"],
  ['--min-fare nan', "--min-fare: wants a number, got 'nan'; give one such as 2.5"],
  ['--min-fare 9 --max-fare 3', "--min-fare, --max-fare: the least must not exceed the most, got '9..3'; swap them"],
  [
    '--min-latitude 42 --max-latitude 41',
    "--min-latitude, --max-latitude: the least must not exceed the most, got '42..41'; swap them",
  ],
  ['--max-distance', "--max-distance: needs a value, got ''; write --max-distance VALUE"],
  ['--min-fare 3 --no-clean', '--min-fare: has no meaning with --no-clean; leave one of the two out'],
  [
    '--checkpoint-seconds -1',
    "--checkpoint-seconds: wants a number of seconds of at least 0, got '-1'; give one such as 10",
  ],
  ['--replica-timeout 0', "--replica-timeout: wants a number of seconds above 0, got '0'; give one such as 900"],
  ['-- --rows 5', "trainer: takes nothing after --, got '--rows 5'; leave it out"],
  ['train extra', "trainer train: one word too many, got 'extra'; leave it out"],
  ['predict', 'trainer predict: which trip? give --pickup and --dropoff, --distance, or --data FILE'],
  ['predict foo', "trainer predict: one word too many, got 'foo'; leave it out"],
  [
    'predict --distance',
    "--distance: needs a value, got ''; write --distance VALUE",
    'trainer predict: which trip? give --pickup and --dropoff, --distance, or --data FILE',
  ],
  ['predict --distance abc', "--distance: wants a number of kilometres of at least 0, got 'abc'; give one such as 3.2"],
  ['predict --distance -1', "--distance: wants a number of kilometres of at least 0, got '-1'; give one such as 3.2"],
  [
    'predict --distance Infinity',
    "--distance: wants a number of kilometres of at least 0, got 'Infinity'; give one such as 3.2",
  ],
  ['predict --distance 3 foo', "trainer predict: one word too many, got 'foo'; leave it out"],
  ['predict --distance 3 --data f.csv', '--distance: has no meaning with --data; give one of the two'],
  ['predict --distance 3 --pickup 40.7,-73.9', '--pickup: has no meaning with --distance; give one of the two'],
  [
    'predict --pickup 40.7,-73.9',
    'trainer predict: which trip? give --pickup and --dropoff, --distance, or --data FILE',
  ],
  [
    'predict --pickup 40.7 --dropoff 40.8,-73.9',
    "--pickup: wants latitude,longitude in degrees, got '40.7'; give such as 40.758,-73.9855",
  ],
  [
    'predict --pickup 170,-73 --dropoff 40.8,-73.9',
    "--pickup: wants latitude,longitude in degrees, got '170,-73'; give such as 40.758,-73.9855",
  ],
  [
    'predict --pickup 40.7,-73.9,1 --dropoff 40.8,-73.9',
    "--pickup: wants latitude,longitude in degrees, got '40.7,-73.9,1'; give such as 40.758,-73.9855",
  ],
  [
    'predict --pickup abc --dropoff def',
    "--pickup: wants latitude,longitude in degrees, got 'abc'; give such as 40.758,-73.9855",
    "--dropoff: wants latitude,longitude in degrees, got 'def'; give such as 40.758,-73.9855",
  ],
  ['predict --json --data f.csv', '--json: has no meaning with --data; give one of the two'],
  ['predict --kaggle --interval --data f.csv', '--interval: has no meaning with --kaggle; give one of the two'],
  ['predict --kaggle --distance 3', '--kaggle: is for a file of trips; give it with --data'],
  ['predict --output o.csv --distance 3', '--output: is for a file of trips; give it with --data'],
  [
    'predict --interval=yes --distance 3',
    "--interval: takes true or false alone, got 'yes'; write --interval or --no-interval",
  ],
  [
    'predict --dsitance 3',
    '--dsitance: no such option; did you mean --distance?',
    'trainer predict: which trip? give --pickup and --dropoff, --distance, or --data FILE',
  ],
  ['predict --data a.csv --data b.csv', "--data: given 2 times, got 'a.csv, b.csv'; give it once"],
  [
    'predict --data s3://x/y --output s3://x/z',
    "--data: s3:// is no place that it knows, got 's3://x/y'; give a path or gs://BUCKET/NAME",
    "--output: s3:// is no place that it knows, got 's3://x/z'; give a path or gs://BUCKET/NAME",
  ],
  ['evaluate', '--data: which data? give a CSV file'],
  ['evaluate --data', "--data: needs a value, got ''; write --data VALUE"],
  [
    'evaluate --data a.csv b.csv',
    "trainer evaluate: one word too many, got 'b.csv'; a glob that the shell expanded? quote it, or write --data before each",
  ],
  ['evaluate --data a.csv --threads 0', "--threads: wants a whole number from 1 to 1024, got '0'; give one such as 2"],
  [
    'evaluate --data a.csv --threads abc',
    "--threads: wants a whole number from 1 to 1024, got 'abc'; give one such as 2",
  ],
  [
    'evaluate extra --data a.csv',
    "trainer evaluate: one word too many, got 'extra'; a glob that the shell expanded? quote it, or write --data before each",
  ],
  ['evaluate --data a.csv --json=yes', "--json: takes true or false alone, got 'yes'; write --json or --no-json"],
  [
    'compare',
    'trainer compare: the first model is missing; give A and B',
    'trainer compare: the second model is missing; give A and B',
  ],
  ['compare a', 'trainer compare: the second model is missing; give A and B'],
  ['compare a b c', "trainer compare: one word too many, got 'c'; leave it out"],
  ['compare a b --jsn', '--jsn: no such option; did you mean --json?'],
  ['serve --port abc', "--port: wants a whole number from 0 to 65535, got 'abc'; give one such as 8080"],
  ['serve --port 70000', "--port: wants a whole number from 0 to 65535, got '70000'; give one such as 8080"],
  ['serve --port -1', "--port: wants a whole number from 0 to 65535, got '-1'; give one such as 8080"],
  ['serve extra words', "trainer serve: 2 words too many, got 'extra words'; leave it out"],
  ['serve --host', "--host: needs a value, got ''; write --host VALUE"],
  ['serve --prot 80', '--prot: no such option; did you mean --port?'],
  ['help nonsense', "trainer: no such command, got 'nonsense'; give one of COMMANDS"],
  ['tarni', "trainer: no such command, got 'tarni'; give one of COMMANDS"],
  ['predict --data ~/x.csv', "--data: the shell did not expand ~, got '~/x.csv'; write $HOME, or leave = out"],
  [
    'evaluate --data s3://a/b',
    "--data: s3:// is no place that it knows, got 's3://a/b'; give a path or gs://BUCKET/NAME",
  ],
  [
    'predict --model s3://a/b --distance 1',
    "--model: s3:// is no place that it knows, got 's3://a/b'; give a path or gs://BUCKET/NAME",
  ],
  ['compare a b --json=yes', "--json: takes true or false alone, got 'yes'; write --json or --no-json"],
  ['serve --port 8080 --host a --host b', "--host: given 2 times, got 'a, b'; give it once"],
];

describe('trainer', () => {
  test.each(WRONG)('%s ends with 2, and says why', async (typed, ...sentences) => {
    const { code, out, err } = await runHere(typed.split(' '), { cwd: await temporaryFolder() });
    expect({ code, out, err: err.trim().split('\n') }).toEqual({
      code: 2,
      out: '',
      err: sentences.map((sentence) => sentence.replace('COMMANDS', COMMANDS)),
    });
  });

  test('says of a folder without data that it has none', async () => {
    const cwd = await temporaryFolder();
    const { code, err } = await runTrainer(['--no-upload', '--data', cwd], { cwd });
    expect([code, err]).toEqual([4, expect.stringContaining(`${cwd}: a folder without files`)]);
  });

  test('shows no control character of what was typed', async () => {
    for (const args of [['--\u001b[2J'], ['\u001b]0;x\u0007'], ['--rows', '\u202e1']]) {
      const { code, err } = await runTrainer(args, { cwd: await temporaryFolder() });
      expect([code, err]).toEqual([2, expect.not.stringMatching(/(?!\n)\p{Cc}|\u202e/u)]);
    }
  });
});
