import type { FitOptions } from '@taxifare/core/model';
import { parseObjectUri, StorageError } from '@taxifare/gcs';
import { type Config, LOCAL_BUCKET } from '../config.ts';
import { clusterOf } from '../fold/cluster.ts';
import { ConfigError } from '../terminal/exit-code.ts';
import { resolvePath } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';
import { cleaningRulesOf } from './cleaning-options.ts';
import { type Given, numberAt, switchAt, textAt, textsAt } from './with-options.ts';

const MODEL_PATH = 'models/simpletaxifare';
const DEFAULT_DATA_PATH = 'data/train_1k.csv';

/** What was typed and what the environment says (`.env` is in it), and what is wrong with it. */
interface Source {
  readonly given: Given;
  readonly setting: (name: string) => string | undefined;
  readonly cwd: string;
  readonly problems: string[];
}

/** Flags over environment over defaults. Throws `ConfigError` with every problem at once. */
export function parseConfig(given: Given, { env, cwd }: Pick<World, 'env' | 'cwd'>): Config {
  const problems: string[] = [];
  const source: Source = { given, setting: (name) => env[name] || undefined, cwd, problems };
  const config: Config = {
    ...placesOf(source),
    ...fitOf(source),
    rules: cleaningRulesOf(given, problems),
    ...readingOf(source),
    ...jobOf(source),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Where the data is, where the model goes, and in whose cloud. */
function placesOf({ given, setting, cwd, problems }: Source): Places {
  const bucket = textAt(given, 'bucket') ?? setting('BUCKET_NAME');
  if (bucket?.startsWith('gs://')) {
    problems.push(`--bucket: wants a bucket's name, got ${bucket}; leave out gs:// and anything after the name`);
  }
  const jobId = setting('CLOUD_ML_JOB_ID');
  if (bucket === undefined && jobId !== undefined) {
    problems.push('BUCKET_NAME: not set in the job; submit with --env BUCKET_NAME=… or pass --bucket');
  }
  const bucketUri = `gs://${bucket ?? LOCAL_BUCKET}`;
  const patterns = textsAt(given, 'data') ?? [`${bucketUri}/${setting('BUCKET_TRAIN_DATA_PATH') ?? DEFAULT_DATA_PATH}`];
  const data = patterns.map((pattern) => resolvePath(pattern, cwd));
  const folder =
    setting('AIP_MODEL_DIR')?.replace(/\/$/, '') ?? resolvePath(textAt(given, 'output') ?? MODEL_PATH, cwd);
  const outputs = switchAt(given, 'upload') ? [folder, `${bucketUri}/${MODEL_PATH}`] : [folder];
  for (const uri of [...data, ...outputs]) {
    try {
      parseObjectUri(uri);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      problems.push(error.message);
    }
  }
  const isLocalCloud = bucket === undefined && [...data, ...outputs].some((uri) => uri.startsWith(`${bucketUri}/`));
  const projectId =
    textAt(given, 'project') ??
    setting('PROJECT_ID') ??
    setting('GOOGLE_CLOUD_PROJECT') ??
    setting('CLOUD_ML_PROJECT_ID');
  return {
    data,
    outputs,
    bucket: bucket ?? (isLocalCloud ? LOCAL_BUCKET : undefined),
    storage: { apiEndpoint: setting('STORAGE_API_ENDPOINT'), projectId },
    isLocalCloud,
    jobId,
  };
}

type Places = Pick<Config, 'data' | 'outputs' | 'bucket' | 'storage' | 'isLocalCloud' | 'jobId'>;

const ESTIMATORS = ['ols', 'ridge', 'lasso'] as const;

/** How the model is fitted, and on what share of the rows. */
function fitOf({ given, problems }: Source): Pick<Config, 'fit' | 'testFraction'> {
  const testFraction = numberAt(given, 'test-fraction') ?? 0;
  if (!(testFraction >= 0 && testFraction < 1)) {
    problems.push(`--test-fraction: wants a number of at least 0 and below 1, got ${testFraction}`);
  }
  const estimator: FitOptions['estimator'] = ESTIMATORS.find((name) => name === textAt(given, 'estimator')) ?? 'ols';
  const alpha = numberAt(given, 'alpha');
  if (estimator === 'ols' && alpha !== undefined) {
    problems.push('--alpha: least squares has none; add --estimator ridge or lasso');
  }
  if (estimator !== 'ols' && !(alpha !== undefined && alpha >= 0)) {
    problems.push(`--alpha: ${estimator} wants a number of at least 0, got ${alpha ?? 'nothing'}`);
  }
  return { testFraction, fit: { estimator, alpha: alpha ?? 0, fitIntercept: switchAt(given, 'fit-intercept') } };
}

/** How the data is read. */
function readingOf({ given, problems }: Source): Pick<Config, 'rows' | 'threads' | 'isStrict' | 'isJson'> {
  const countAt = (name: string): number | undefined => {
    const count = numberAt(given, name);
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1)) {
      problems.push(`--${name}: wants a whole number of at least 1, got ${count}`);
    }
    return count;
  };
  return {
    rows: countAt('rows'),
    threads: countAt('threads'),
    isStrict: switchAt(given, 'strict'),
    isJson: switchAt(given, 'json'),
  };
}

/** What a job of Vertex AI is: its replicas, and where they keep their checkpoints. */
function jobOf({ given, setting, problems }: Source): Job {
  const checkpointSeconds = numberAt(given, 'checkpoint-seconds') ?? 10;
  if (!(checkpointSeconds >= 0)) {
    problems.push(`--checkpoint-seconds: wants a number of at least 0, got ${checkpointSeconds}`);
  }
  const replicaTimeoutSeconds = numberAt(given, 'replica-timeout') ?? 900;
  if (!(replicaTimeoutSeconds > 0)) {
    problems.push(`--replica-timeout: wants a number of seconds, got ${replicaTimeoutSeconds}`);
  }
  const cluster = clusterOf(setting('CLUSTER_SPEC'), problems);
  const checkpointDir = setting('AIP_CHECKPOINT_DIR')?.replace(/\/$/, '');
  if (cluster.replicas > 1 && checkpointDir === undefined) {
    problems.push(
      'AIP_CHECKPOINT_DIR: a job of several replicas needs a folder in a bucket; set baseOutputDirectory in the job',
    );
  }
  if (cluster.replicas > 1 && numberAt(given, 'rows') !== undefined) {
    problems.push('--rows: the first rows are read in one place; leave out --replicas');
  }
  return {
    cluster,
    checkpointDir,
    checkpointMs: checkpointSeconds * 1000,
    replicaTimeoutMs: replicaTimeoutSeconds * 1000,
  };
}

type Job = Pick<Config, 'cluster' | 'checkpointDir' | 'checkpointMs' | 'replicaTimeoutMs'>;
