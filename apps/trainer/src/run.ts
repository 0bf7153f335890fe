import { describeError, exitCodeOf, Interrupted } from './terminal/exit-code.ts';
import { createLog } from './terminal/log.ts';
import type { World } from './world.ts';

type RunCommand = (args: readonly string[], world: World) => Promise<number>;

/** What there is besides training; each is read only when it runs. */
const COMMANDS: ReadonlyMap<string, () => Promise<RunCommand>> = new Map([
  ['predict', async () => (await import('./commands/predict.ts')).predict],
  ['evaluate', async () => (await import('./commands/evaluate.ts')).evaluateModel],
  ['compare', async () => (await import('./commands/compare.ts')).compare],
  ['serve', async () => (await import('./commands/serve.ts')).serve],
]);

/** Runs one command line to its exit code; nothing is thrown, every error is printed. */
export async function run(args: readonly string[], world: World): Promise<number> {
  const [name = '', ...rest] = args;
  try {
    const command = COMMANDS.get(name);
    if (command !== undefined) return await (await command())(rest, world);
    const { runTraining } = await import('./commands/train.ts');
    return await runTraining(args, world);
  } catch (error) {
    const reason = world.signal.aborted && !(error instanceof Interrupted) ? world.signal.reason : error;
    const log = createLog(world, { isJob: world.env.CLOUD_ML_JOB_ID !== undefined, isJson: false });
    for (const sentence of describeError(reason).split('\n')) log.error(sentence);
    return exitCodeOf(reason);
  }
}
