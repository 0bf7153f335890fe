import { type Config, LOCAL_BUCKET, parseConfig } from '../config.ts';
import { ConfigError } from '../terminal/exit-code.ts';
import type { Log } from '../terminal/log.ts';
import { train } from '../train.ts';
import type { World } from '../world.ts';
import type { Flags } from './command-line.ts';
import { describeTraining } from './describe-training.ts';

/** `trainer`: checks what was asked for, trains, says what came out. */
export async function runTraining(flags: Flags, world: World, log: Log): Promise<void> {
  const parsed = parseConfig(flags, world.env, world);
  if ('problems' in parsed) throw new ConfigError(parsed.problems);
  const config = parsed.value;
  const startMs = world.now().getTime();
  const needsCloud = config.isLocalCloud && config.storage.apiEndpoint === undefined;
  const cloud = needsCloud ? await world.startLocalCloud() : undefined;
  try {
    log.info(describePlace(config, cloud?.folder));
    const apiEndpoint = cloud?.environment.STORAGE_API_ENDPOINT;
    const storage = cloud === undefined ? config.storage : { apiEndpoint, projectId: 'local-project' };
    const training = await train({ ...config, storage }, world, log);
    if (training === undefined) {
      log.info('this replica has done its part; the primary goes on');
      return;
    }
    if (config.isJson) {
      const { model, run, saved } = training;
      world.out(`${JSON.stringify({ model, run, saved }, null, 2)}\n`);
      return;
    }
    const tookMs = world.now().getTime() - startMs;
    for (const text of describeTraining(training, { ...world.terminal, tookMs })) log.info(text);
  } finally {
    await cloud?.close();
  }
}

/** The first line of every run: which cloud and bucket are in force. */
function describePlace({ bucket, isLocalCloud, jobId, storage }: Config, folder: string | undefined): string {
  if (isLocalCloud) {
    const where = folder ?? storage.apiEndpoint;
    return `cloud: on this machine, bucket ${LOCAL_BUCKET} in ${where} (for Google Cloud set BUCKET_NAME, or give --bucket)`;
  }
  if (bucket === undefined) return 'cloud: none; this run touches no bucket';
  const cloud = storage.apiEndpoint === undefined ? 'Google Cloud' : `the one at ${storage.apiEndpoint}`;
  return `cloud: ${cloud}, bucket ${bucket}${jobId === undefined ? '' : `, job ${jobId}`}`;
}
