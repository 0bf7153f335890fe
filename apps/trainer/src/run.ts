import { VERSION } from './code-identity.ts';
import { parseCommandLine } from './command-line.ts';
import { type Config, LOCAL_BUCKET, parseConfig } from './config.ts';
import { ConfigError, describeError, exitCodeOf } from './exit-code.ts';
import { createLog, type Log } from './log.ts';
import type { World } from './world.ts';

/** Runs one command line to its exit code; nothing is thrown, everything is said. */
export async function run(args: readonly string[], world: World): Promise<number> {
  const isJob = world.env.CLOUD_ML_JOB_ID !== undefined;
  let log = createLog(world, { isJob, isJson: false });
  try {
    const line = await parseCommandLine(args, VERSION);
    if (line.kind === 'text') {
      world.out(`${line.text}\n`);
      return 0;
    }
    if (line.kind === 'problems') throw new ConfigError(line.problems);
    const { flags } = line;
    log = createLog(world, { isJob, isJson: flags.json });
    const parsed = parseConfig(flags, world.env, world);
    if ('problems' in parsed) throw new ConfigError(parsed.problems);
    await runTraining(parsed.value, world, log);
    return 0;
  } catch (error) {
    const reason = world.signal.aborted ? world.signal.reason : error;
    for (const sentence of describeError(reason).split('\n')) log.error(sentence);
    return exitCodeOf(reason);
  }
}

async function runTraining(config: Config, world: World, log: Log): Promise<void> {
  const needsCloud = config.isLocalCloud && config.storage.apiEndpoint === undefined;
  const cloud = needsCloud ? await world.startLocalCloud() : undefined;
  try {
    log.info(describePlace(config, cloud?.folder));
    const apiEndpoint = cloud?.environment.STORAGE_API_ENDPOINT;
    const storage = cloud === undefined ? config.storage : { apiEndpoint, projectId: 'local-project' };
    // What follows is for a training alone: neither --help nor a mistyped flag waits for it to load.
    const { train } = await import('./train.ts');
    const training = await train({ ...config, storage }, world, log);
    if (training === undefined) {
      log.info('this replica has done its part; the primary goes on');
      return;
    }
    const { describeTraining } = await import('./output/describe-training.ts');
    if (config.isJson) {
      const { model, run, saved } = training;
      world.out(`${JSON.stringify({ model, run, saved }, null, 2)}\n`);
    } else for (const text of describeTraining(training, world.terminal)) log.info(text);
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
