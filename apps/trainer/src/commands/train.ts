import { type Config, LOCAL_BUCKET } from '../config.ts';
import { ConfigError } from '../terminal/exit-code.ts';
import { createLog } from '../terminal/log.ts';
import type { World } from '../world.ts';
import { TRAIN_OPTIONS } from './train-options.ts';
import { withOptions } from './with-options.ts';

/** `trainer`: checks what was asked for, trains, says what came out. */
export async function runTraining(args: readonly string[], world: World): Promise<number> {
  const given = await withOptions(args, world, TRAIN_OPTIONS);
  if (given === undefined) return 0;
  const [word] = given.words;
  if (word !== undefined) {
    throw new ConfigError([`trainer: no such command, got ${word}; give predict, evaluate, compare, serve or none`]);
  }
  // Neither --help nor a mistyped flag waits for what a training needs to load.
  const { parseConfig } = await import('./parse-config.ts');
  const config = parseConfig(given, world);
  const { jobId, isJson, isLocalCloud } = config;
  const log = createLog(world, { isJob: jobId !== undefined, isJson });
  const startMs = world.now().getTime();
  const needsCloud = isLocalCloud && config.storage.apiEndpoint === undefined;
  const cloud = needsCloud ? await world.startLocalCloud() : undefined;
  try {
    log.info(describePlace(config, cloud?.folder));
    const apiEndpoint = cloud?.environment.STORAGE_API_ENDPOINT;
    const storage = cloud === undefined ? config.storage : { apiEndpoint, projectId: 'local-project' };
    const { train } = await import('../train.ts');
    const training = await train({ ...config, storage }, world, log);
    if (training === undefined) {
      log.info('this replica has done its part; the primary goes on');
      return 0;
    }
    if (isJson) {
      const { model, run, saved } = training;
      world.out(`${JSON.stringify({ model, run, saved }, null, 2)}\n`);
      return 0;
    }
    const { describeTraining } = await import('./describe-training.ts');
    const tookMs = world.now().getTime() - startMs;
    for (const text of describeTraining(training, { ...world.terminal, tookMs })) log.info(text);
    return 0;
  } finally {
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
