import { type Command, type CommandName, parseCommandLine } from './command-line.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { paintOf } from './output/paint.ts';
import { formatError } from './report-error.ts';
import { UsageError } from './settings/usage-error.ts';
import type { World } from './world.ts';

type RunCommand = (command: Command, world: World) => Promise<number>;

/** A command's own file, and all that it needs, is read only when that command runs. */
const LOADERS: Readonly<Record<CommandName, () => Promise<RunCommand>>> = {
  submit: async () => (await import('./commands/submit.ts')).submit,
  package: async () => (await import('./commands/package.ts')).showPackage,
  list: async () => (await import('./commands/list.ts')).list,
  status: async () => (await import('./commands/status.ts')).status,
  logs: async () => (await import('./commands/logs.ts')).logs,
  cancel: async () => (await import('./commands/cancel.ts')).cancel,
  download: async () => (await import('./commands/download.ts')).download,
  deploy: async () => (await import('./commands/deploy.ts')).deploy,
  predict: async () => (await import('./commands/predict.ts')).predict,
  undeploy: async () => (await import('./commands/undeploy.ts')).undeploy,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
};

/** Runs one command line to its exit code; nothing is thrown, everything is said. */
export async function run(argv: readonly string[], world: World): Promise<number> {
  try {
    const line = await parseCommandLine(argv, world.terminal.columns);
    if (line.kind === 'help') {
      world.out(`${line.text}\n`);
      return EXIT.fine;
    }
    if (line.kind === 'none') throw new UsageError([line.problem]);
    const runCommand = await LOADERS[line.command.name]();
    return await runCommand(line.command, world);
  } catch (error) {
    world.err(`${formatError(error, paintOf(world.terminal.hasColour)).join('\n')}\n`);
    return exitCodeOf(error);
  }
}
