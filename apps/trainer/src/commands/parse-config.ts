import { ConfigError, LOCAL_BUCKET, MODEL_FOLDER, type Problem, SAMPLE } from '@taxifare/console';
import { problemOfCredentials } from '@taxifare/console/credentials';
import { checkEndpoint, parseObjectUri, STANDARD_INPUT, StorageError, urlOf } from '@taxifare/gcs';
import type { Config } from '../config.ts';
import { clusterOf } from '../fold/cluster.ts';
import { resolveInput, resolvePath } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';
import { rulesAskedFor } from './cleaning-options.ts';
import { columnsOf } from './column-options.ts';
import type { TrainValues } from './train-options.ts';

/** What was asked for and what the environment says (`.env` is in it), and what is wrong with it. */
interface Sources {
  readonly values: TrainValues;
  readonly setting: (name: string) => string | undefined;
  readonly cwd: string;
  readonly problems: Problem[];
}

/** The config of a training. Throws `ConfigError` with every problem at once. */
export function parseConfig(values: TrainValues, { env, folder }: Pick<World, 'env' | 'folder'>): Config {
  const problems: Problem[] = [];
  const sources: Sources = { values, setting: (name) => env[name] || undefined, cwd: folder, problems };
  const { estimator, alpha = 0, folds = 0, rows, threads, json } = values;
  const config: Config = {
    ...placesOf(sources),
    columns: columnsOf(values),
    maxDropped: values['max-dropped'],
    testFraction: values['test-fraction'],
    folds,
    fit: { estimator, alpha, fitIntercept: values['fit-intercept'] },
    rules: values.clean ? rulesAskedFor(values) : undefined,
    ...{ rows, threads, isStrict: values.strict, isJson: json },
    ...jobOf(sources),
  };
  const uris = [...config.data, ...config.outputs];
  const isLocal = (uri: string) => config.isLocalCloud && uri.startsWith(`gs://${LOCAL_BUCKET}/`);
  const isGoogle = uris.some((uri) => uri.startsWith('gs://') && !isLocal(uri));
  const wrong = isGoogle && config.storage.apiEndpoint === undefined ? problemOfCredentials(env) : undefined;
  if (wrong !== undefined) problems.push(wrong);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Where the data is, where the model goes, and in whose cloud. */
function placesOf({ values, setting, cwd, problems }: Sources): Places {
  const { bucket } = values;
  const jobId = setting('CLOUD_ML_JOB_ID');
  const maxCostUsd = Number(setting('TAXIFARE_MAX_COST_USD') ?? Number.NaN);
  if (bucket === undefined && jobId !== undefined) {
    const fix = 'submit with --env BUCKET_NAME=… or pass --bucket';
    problems.push({ where: 'BUCKET_NAME', what: 'not set in the job', fix });
  }
  const bucketUri = `gs://${bucket ?? LOCAL_BUCKET}`;
  const inBucket = [`${bucketUri}/${setting('BUCKET_TRAIN_DATA_PATH') ?? SAMPLE}`];
  const patterns = values.data.length > 0 ? values.data : inBucket;
  const data = patterns.map((pattern) => resolveInput(pattern, cwd));
  const folder = setting('AIP_MODEL_DIR')?.replace(/\/$/, '') ?? resolvePath(values.output ?? MODEL_FOLDER, cwd);
  const outputs = values.upload ? [folder, `${bucketUri}/${MODEL_FOLDER}`] : [folder];
  for (const uri of [...data, ...outputs]) problems.push(...problemsOfUri(uri));
  if (data.filter((uri) => uri === STANDARD_INPUT).length > 1) {
    problems.push({ where: '--data -', what: 'standard input comes once', fix: 'give it once' });
  }
  const endpoint = setting('STORAGE_API_ENDPOINT');
  const checked = endpoint === undefined ? { value: undefined } : checkEndpoint('STORAGE_API_ENDPOINT', endpoint);
  if ('problem' in checked) problems.push(checked.problem);
  const apiEndpoint = 'value' in checked ? checked.value : undefined;
  const isLocalCloud = bucket === undefined && [...data, ...outputs].some((uri) => uri.startsWith(`${bucketUri}/`));
  return {
    data,
    outputs,
    bucket: bucket ?? (isLocalCloud ? LOCAL_BUCKET : undefined),
    storage: { apiEndpoint, projectId: values.project },
    isLocalCloud,
    jobId,
    maxCostUsd: Number.isFinite(maxCostUsd) ? maxCostUsd : undefined,
  };
}

type Places = Pick<Config, 'data' | 'outputs' | 'bucket' | 'storage' | 'isLocalCloud' | 'jobId' | 'maxCostUsd'>;

function problemsOfUri(uri: string): readonly Problem[] {
  try {
    if (/^https?:/.test(uri)) urlOf(uri);
    else if (uri !== STANDARD_INPUT) parseObjectUri(uri);
    return [];
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return [{ where: error.uri, what: error.what, fix: error.hint }];
  }
}

/** What a job of Vertex AI is: its replicas, and where they keep their checkpoints. */
function jobOf({ values, setting, problems }: Sources): Job {
  const cluster = clusterOf(setting('CLUSTER_SPEC'), problems);
  const checkpointDir = setting('AIP_CHECKPOINT_DIR')?.replace(/\/$/, '');
  if (cluster.replicas > 1 && checkpointDir === undefined) {
    const what = 'a job of several replicas needs a folder in a bucket';
    problems.push({ where: 'AIP_CHECKPOINT_DIR', what, fix: 'set baseOutputDirectory in the job' });
  }
  if (cluster.replicas > 1 && values.rows !== undefined) {
    problems.push({ where: '--rows', what: 'the first rows are read in one place', fix: 'leave out --replicas' });
  }
  return {
    cluster,
    checkpointDir,
    checkpointMs: values['checkpoint-seconds'] * 1000,
    replicaTimeoutMs: values['replica-timeout'] * 1000,
  };
}

type Job = Pick<Config, 'cluster' | 'checkpointDir' | 'checkpointMs' | 'replicaTimeoutMs'>;
