import yargs from 'yargs';

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

const number = (describe: string) => ({ type: 'number', requiresArg: true, describe }) as const;
const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;
const flag = (describe: string, usual = false) => ({ type: 'boolean', default: usual, describe }) as const;

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

/** Reads the arguments with yargs, which prints nothing and ends nothing here: what happens is for the caller to say. */
export async function parseCommandLine(args: readonly string[], version: string): Promise<CommandLine> {
  const problems: string[] = [];
  let printed = '';
  const parser = yargs([])
    .scriptName('trainer')
    .usage('$0 [options]\n\nFits fare_amount ~ C × distance on New York taxi trips and saves the model.')
    .options({ ...DATA, ...FIT, ...CLEANING, ...RUN })
    .group(Object.keys(DATA), 'Data and model:')
    .group(Object.keys(FIT), 'Fit:')
    .group(Object.keys(CLEANING), 'Cleaning (bounds are inclusive unless said):')
    .group([...Object.keys(RUN), 'help', 'version'], 'Run:')
    .version(version)
    .help()
    .strict()
    .wrap(100)
    .exitProcess(false)
    .fail((message, error) => {
      problems.push(sentenceOf(message ?? error.message));
    });
  const parsed = await parser.parseAsync([...args], {}, (_error, _argv, output) => {
    printed = output;
  });
  for (const [name, value] of Object.entries(parsed)) {
    if (!Array.isArray(value) || name === 'data' || name === '_') continue;
    problems.push(`--${name}: given ${value.length} times, got ${value.join(', ')}; give it once`);
  }
  if (problems.length > 0) return { kind: 'problems', problems: [...new Set(problems)] };
  if (printed !== '') return { kind: 'text', text: printed };
  return { kind: 'flags', flags: { ...parsed, data: parsed.data ?? [] } as unknown as Flags };
}

/** yargs' own words, in the form of ours. */
function sentenceOf(message: string): string {
  const [line = ''] = message.split('\n').filter((part) => part.trim() !== '' && !part.startsWith('Invalid values'));
  const unknown = /^Unknown arguments?: (.*)$/.exec(line)?.[1];
  if (unknown !== undefined) {
    const names = [...new Set(unknown.split(', '))];
    return `trainer: no such option, got ${names.join(', ')}; --help lists them`;
  }
  return `trainer: ${line.trim()}; --help lists the options`;
}
