import { type CleaningRules, DEFAULT_RULES } from '@taxifare/core';
import type { FitOptions } from '@taxifare/core/model';
import { parseObjectUri, StorageError } from '@taxifare/gcs';
import type { Flags } from './commands/command-line.ts';
import { type Cluster, clusterOf } from './fold/cluster.ts';
import { resolvePath } from './terminal/resolve-path.ts';

/** What a training is asked to do: parsed once from flags, environment and defaults, then trusted. */
export interface Config {
  /** `gs://` URIs or absolute paths, globs allowed. */
  readonly data: readonly string[];
  /** Folders and `gs://` prefixes that get the artefacts, in the order in which they are written. */
  readonly outputs: readonly string[];
  /** `undefined`: nothing in this run touches a bucket of the user's. */
  readonly bucket: string | undefined;
  readonly storage: { readonly apiEndpoint: string | undefined; readonly projectId: string | undefined };
  /** The embedded local cloud has to be there: no bucket was given. */
  readonly isLocalCloud: boolean;
  readonly rows: number | undefined;
  readonly testFraction: number;
  /** As many as were asked for; `undefined`: one a core, where the data is worth them. */
  readonly threads: number | undefined;
  readonly cores: number;
  readonly isStrict: boolean;
  /** `undefined`: keep every row that is a number. */
  readonly rules: CleaningRules | undefined;
  readonly fit: FitOptions;
  readonly isJson: boolean;
  readonly cluster: Cluster;
  /** Where the moments of finished shards are kept while a job runs; `undefined` on a machine of one's own. */
  readonly checkpointDir: string | undefined;
  readonly checkpointMs: number;
  /** A replica that keeps silent for so long is given up. */
  readonly replicaTimeoutMs: number;
  readonly gitCommit: string | undefined;
  readonly jobId: string | undefined;
}

export type Parsed<T> = { readonly value: T } | { readonly problems: readonly string[] };

export const LOCAL_BUCKET = 'local-bucket';
const MODEL_PATH = 'models/simpletaxifare';
const DEFAULT_DATA_PATH = 'data/train_1k.csv';

/** Flags over environment (which already holds `.env`) over defaults. Returns the config, or every problem at once. */
export function parseConfig(
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
  place: { readonly cwd: string; readonly cores: number },
): Parsed<Config> {
  const problems: string[] = [];
  const check = <T>(isFine: boolean, value: T, message: string): T => {
    if (!isFine) problems.push(message);
    return value;
  };
  const setting = (name: string): string | undefined => env[name] || undefined;

  const bucket = flags.bucket ?? setting('BUCKET_NAME');
  if (bucket?.startsWith('gs://')) {
    problems.push(`--bucket: wants a bucket's name, got ${bucket}; leave out gs:// and anything after the name`);
  }
  const jobId = setting('CLOUD_ML_JOB_ID');
  const isLocalBucket = bucket === undefined;
  const bucketName = bucket ?? LOCAL_BUCKET;
  const data =
    flags.data.length > 0
      ? flags.data
      : [`gs://${bucketName}/${setting('BUCKET_TRAIN_DATA_PATH') ?? DEFAULT_DATA_PATH}`];
  const modelDir = setting('AIP_MODEL_DIR');
  const outputs: string[] = [];
  if (modelDir !== undefined) outputs.push(modelDir.replace(/\/$/, ''));
  else outputs.push(resolvePath(flags.output ?? MODEL_PATH, place.cwd));
  if (flags.upload) outputs.push(`gs://${bucketName}/${MODEL_PATH}`);

  const resolved = data.map((uri) => resolvePath(uri, place.cwd));
  for (const uri of [...resolved, ...outputs]) {
    try {
      parseObjectUri(uri);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      problems.push(error.message);
    }
  }
  const isLocalCloud =
    isLocalBucket && [...resolved, ...outputs].some((uri) => uri.startsWith(`gs://${LOCAL_BUCKET}/`));
  if (isLocalBucket && jobId !== undefined) {
    problems.push('BUCKET_NAME: not set in the job; submit with --env BUCKET_NAME=… or pass --bucket');
  }

  const isWhole = (value: number, least: number) => Number.isSafeInteger(value) && value >= least;
  const rows = flags.rows;
  if (rows !== undefined) check(isWhole(rows, 1), 0, `--rows: wants a whole number of at least 1, got ${rows}`);
  const { threads } = flags;
  if (threads !== undefined) {
    check(isWhole(threads, 1), 0, `--threads: wants a whole number of at least 1, got ${threads}`);
  }
  const testFraction = flags.testFraction ?? 0;
  check(
    testFraction >= 0 && testFraction < 1,
    0,
    `--test-fraction: wants a number of at least 0 and below 1, got ${testFraction}`,
  );
  if (flags.estimator !== 'ols') {
    const alpha = flags.alpha ?? Number.NaN;
    check(alpha >= 0, 0, `--alpha: ${flags.estimator} wants a number of at least 0, got ${flags.alpha ?? 'nothing'}`);
  } else {
    check(flags.alpha === undefined, 0, '--alpha: least squares has none; add --estimator ridge or lasso');
  }
  const checkpointSeconds = flags.checkpointSeconds ?? 10;
  check(checkpointSeconds >= 0, 0, `--checkpoint-seconds: wants a number of at least 0, got ${checkpointSeconds}`);
  const replicaTimeoutSeconds = flags.replicaTimeout ?? 900;
  check(replicaTimeoutSeconds > 0, 0, `--replica-timeout: wants a number of seconds, got ${replicaTimeoutSeconds}`);
  const rules = rulesOf(flags, problems);
  const cluster = clusterOf(setting('CLUSTER_SPEC'), problems);
  const checkpointDir = setting('AIP_CHECKPOINT_DIR')?.replace(/\/$/, '');
  check(
    cluster.replicas === 1 || checkpointDir !== undefined,
    0,
    'AIP_CHECKPOINT_DIR: a job of several replicas needs a folder in a bucket; set baseOutputDirectory in the job',
  );
  check(
    cluster.replicas === 1 || rows === undefined,
    0,
    '--rows: the first rows are read in one place; leave out --replicas',
  );
  if (problems.length > 0) return { problems };
  return {
    value: {
      data: resolved,
      outputs,
      bucket: isLocalCloud || !isLocalBucket ? bucketName : undefined,
      storage: {
        apiEndpoint: setting('STORAGE_API_ENDPOINT'),
        projectId:
          flags.project ?? setting('PROJECT_ID') ?? setting('GOOGLE_CLOUD_PROJECT') ?? setting('CLOUD_ML_PROJECT_ID'),
      },
      isLocalCloud,
      rows,
      testFraction,
      threads,
      cores: place.cores,
      isStrict: flags.strict,
      rules: flags.clean ? rules : undefined,
      fit: { estimator: flags.estimator, alpha: flags.alpha ?? 0, fitIntercept: flags.fitIntercept },
      isJson: flags.json,
      cluster,
      checkpointDir,
      checkpointMs: checkpointSeconds * 1000,
      replicaTimeoutMs: replicaTimeoutSeconds * 1000,
      gitCommit: setting('GIT_COMMIT'),
      jobId,
    },
  };
}

function rulesOf(flags: Flags, problems: string[]): CleaningRules {
  const range = (
    name: string,
    least: number | undefined,
    most: number | undefined,
    usual: readonly [number, number],
  ) => {
    const [low, high] = [least ?? usual[0], most ?? usual[1]];
    if (!(low <= high))
      problems.push(`--min-${name}, --max-${name}: the least must not exceed the most, got ${low}..${high}`);
    return [low, high] as const;
  };
  const usual = DEFAULT_RULES;
  const fareUsd = range('fare', flags.minFare, flags.maxFare, [usual.minFareUsd, usual.maxFareUsd]);
  const lat = range('latitude', flags.minLatitude, flags.maxLatitude, [usual.minLatDeg, usual.maxLatDeg]);
  const lon = range('longitude', flags.minLongitude, flags.maxLongitude, [usual.minLonDeg, usual.maxLonDeg]);
  const riders = range('passengers', flags.minPassengers, flags.maxPassengers, [
    usual.minPassengers,
    usual.maxPassengers,
  ]);
  const km = range('distance', flags.minDistance, flags.maxDistance, [usual.aboveDistanceKm, usual.maxDistanceKm]);
  return {
    minFareUsd: fareUsd[0],
    maxFareUsd: fareUsd[1],
    minLatDeg: lat[0],
    maxLatDeg: lat[1],
    minLonDeg: lon[0],
    maxLonDeg: lon[1],
    minPassengers: riders[0],
    maxPassengers: riders[1],
    aboveDistanceKm: km[0],
    maxDistanceKm: km[1],
  };
}
