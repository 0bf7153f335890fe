import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { ConfigError, EXIT, type Problem } from '@taxifare/console';
import { commandOf } from '../job/trainer-command.ts';

export interface TrainerProgram {
  /** The bundle that the job will run. */
  readonly file: string;
  /** The Node to run it with. */
  readonly node: string;
  readonly signal: AbortSignal;
}

const LONGEST_MS = 60_000;

/**
 * Asks the bundle itself what is wrong with the arguments that it will get: it is run here, knows nothing of this
 * machine's environment, and reads no data. Throws `ConfigError` with the trainer's own sentences.
 */
export async function refuseTrainerOptions(
  trainerArgs: readonly string[],
  { file, node, signal }: TrainerProgram,
): Promise<void> {
  const isNamed = trainerArgs[0] === commandOf(trainerArgs);
  const args = [
    ...trainerArgs.slice(0, isNamed ? 1 : 0),
    '--check-options=true',
    ...trainerArgs.slice(isNamed ? 1 : 0),
  ];
  const { code, text } = await new Promise<{ readonly code: unknown; readonly text: string }>((resolve) => {
    const options = { cwd: dirname(file), env: {}, signal, timeout: LONGEST_MS };
    execFile(node, [file, ...args], options, (error, _, stderr) => {
      resolve({ code: error === null ? EXIT.fine : error.code, text: stderr.trim() || `${error?.message}` });
    });
  });
  signal.throwIfAborted();
  if (code === EXIT.fine) return;
  const lines = text.split('\n');
  if (code === EXIT.config) throw new ConfigError(lines.map(problemOf));
  const fix = 'build it anew, or see what submitter doctor says';
  throw new ConfigError([{ where: file, what: 'does not check its options', got: lines.join(' ').slice(0, 300), fix }]);
}

/** A sentence of the trainer's, with the place where its options stand. */
function problemOf(line: string): Problem {
  const cut = line.indexOf(': ');
  return { where: `-- ${line.slice(0, cut)}`, what: line.slice(cut + 2) };
}
