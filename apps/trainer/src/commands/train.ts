import { type Command, EXIT, formatSpan, Interrupted, LOCAL_BUCKET, LOCAL_PROJECT, paintOf } from '@taxifare/console';
import type { Config } from '../config.ts';
import { createLog } from '../terminal/log.ts';
import type { Fitted, RefusedRows } from '../train.ts';
import type { World } from '../world.ts';
import { problemsOfTraining, TRAIN_OPTIONS, type TrainValues } from './train-options.ts';

/** `trainer`: checks what was asked for, trains, says what came out. */
export const TRAIN: Command<World, typeof TRAIN_OPTIONS> = {
  about: 'Fits fare_amount ~ C × distance on New York taxi trips and saves the model.',
  options: TRAIN_OPTIONS,
  check: (values, { given }) => problemsOfTraining(values, given),
  run: async (values, world) => {
    if (values['check-options']) return EXIT.fine;
    try {
      return await runTraining(values, world);
    } catch (error) {
      const reason: unknown = world.stopped.reason;
      // What is saved by then, the saving itself says.
      const isSilent =
        reason instanceof Interrupted &&
        reason.by === 'signal' &&
        (error === reason || !(error instanceof Interrupted));
      throw isSilent ? new Interrupted('signal', 'interrupted: nothing was saved', { cause: error }) : error;
    }
  },
};

async function runTraining(values: TrainValues, world: World): Promise<number> {
  // Neither --help nor a mistyped flag waits for what a training needs to load.
  const { parseConfig } = await import('./parse-config.ts');
  const config = parseConfig(values, world);
  const { jobId, isJson, isLocalCloud } = config;
  const log = createLog(world, { isJob: jobId !== undefined, isJson });
  const startMs = world.now();
  const needsCloud = isLocalCloud && config.storage.apiEndpoint === undefined;
  const cloud = needsCloud ? await world.startLocalCloud() : undefined;
  try {
    log.info(describePlace(config, cloud?.folder));
    const apiEndpoint = cloud?.environment.STORAGE_API_ENDPOINT;
    const storage =
      cloud === undefined ? config.storage : { apiEndpoint, projectId: LOCAL_PROJECT, localBucket: LOCAL_BUCKET };
    const [{ train }, { describeFit, describeSaved }, { describeRefusal, refusalDocument }] = await Promise.all([
      import('../train.ts'),
      import('./describe-training.ts'),
      import('./describe-refusal.ts'),
    ]);
    let fitted: Fitted | undefined;
    const onFit = (fit: Fitted): void => {
      fitted = fit;
      if (!isJson) for (const text of describeFit(fit, paintOf(world.terminal.hasColour))) log.info(text);
    };
    const say = ({ model, run }: Fitted, saved: readonly string[]): void =>
      world.out(`${JSON.stringify({ model, run, saved }, null, 2)}\n`);
    const onRefusal = (rows: RefusedRows): void => {
      if (isJson) world.out(`${JSON.stringify(refusalDocument(rows), null, 2)}\n`);
      else for (const text of describeRefusal(rows)) log.info(text);
    };
    const buckets = [...config.data, ...config.outputs].filter((uri) => uri.startsWith('gs://'));
    if (buckets.length > 0) world.waiting([...new Set(buckets)].join(' and '));
    const training = await train({ ...config, storage }, world, { log, onFit, onRefusal }).catch((error: unknown) => {
      // It took long enough to be said, saved or not.
      if (isJson && fitted !== undefined && !world.stopped.aborted) say(fitted, []);
      throw error;
    });
    if (training === undefined) {
      log.info('this replica has done its part; the primary goes on');
      return EXIT.fine;
    }
    if (isJson) say(training, training.saved);
    else {
      for (const text of describeSaved(training.saved)) log.info(text);
      log.info(`done in ${formatSpan(world.now() - startMs)}`);
    }
    return EXIT.fine;
  } finally {
    world.waiting(undefined);
    await cloud?.close();
  }
}

/** The first line of every run: which cloud and bucket are in force. */
function describePlace({ bucket, isLocalCloud, jobId, storage }: Config, folder: string | undefined): string {
  if (isLocalCloud) {
    const where = folder ?? (storage.apiEndpoint && originOf(storage.apiEndpoint));
    return `cloud: on this machine, bucket ${LOCAL_BUCKET} in ${where} (for Google Cloud set BUCKET_NAME, or give --bucket)`;
  }
  if (bucket === undefined) return 'cloud: none; this run touches no bucket';
  const cloud = storage.apiEndpoint === undefined ? 'Google Cloud' : `the one at ${originOf(storage.apiEndpoint)}`;
  return `cloud: ${cloud}, bucket ${bucket}${jobId === undefined ? '' : `, job ${jobId}`}`;
}

/** What of an endpoint may be shown: its path may be a secret. */
function originOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).origin : endpoint;
}
