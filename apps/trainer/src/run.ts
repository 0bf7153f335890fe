import { parseCommandLine } from './commands/command-line.ts';
import { ConfigError, describeError, exitCodeOf } from './terminal/exit-code.ts';
import { createLog } from './terminal/log.ts';
import { VERSION } from './version.ts';
import type { World } from './world.ts';

type RunCommand = (args: readonly string[], world: World) => Promise<number>;

/** What there is besides training; each is read only when it runs. */
const COMMANDS: Readonly<Record<string, () => Promise<RunCommand>>> = {
  predict: async () => (await import('./commands/predict.ts')).predict,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateModel,
  compare: async () => (await import('./commands/compare.ts')).compare,
  serve: async () => (await import('./commands/serve.ts')).serve,
};

/** Runs one command line to its exit code; nothing is thrown, everything is said. */
export async function run(args: readonly string[], world: World): Promise<number> {
  const isJob = world.env.CLOUD_ML_JOB_ID !== undefined;
  let log = createLog(world, { isJob, isJson: false });
  const command = COMMANDS[args[0] ?? ''];
  try {
    if (command !== undefined) return await (await command())(args.slice(1), world);
    const line = await parseCommandLine(args, VERSION);
    if (line.kind === 'text') {
      world.out(`${line.text}\n`);
      return 0;
    }
    if (line.kind === 'problems') throw new ConfigError(line.problems);
    log = createLog(world, { isJob, isJson: line.flags.json });
    // Neither --help nor a mistyped flag waits for what a training needs to load.
    const { runTraining } = await import('./commands/run-training.ts');
    await runTraining(line.flags, world, log);
    return 0;
  } catch (error) {
    const reason = world.signal.aborted ? world.signal.reason : error;
    for (const sentence of describeError(reason).split('\n')) log.error(sentence);
    return exitCodeOf(reason);
  }
}
