import { MODEL_FOLDER, type Problem } from '@taxifare/console';
import type { Job } from '../cloud/jobs-api.ts';

/** The label of a job that does something else than train. */
export const DOES_LABEL = 'does';

/** What a job does: it trains, unless another command of the trainer stands first after `--`. */
export function commandOf(trainerArgs: readonly string[]): string {
  const [first = ''] = trainerArgs;
  return /^[a-z]+$/.test(first) ? first : 'train';
}

/** The value of an option among the trainer's arguments, by `--name VALUE` or `--name=VALUE`; the last one counts. */
export function textAfter(trainerArgs: readonly string[], name: string): string | undefined {
  return trainerArgs
    .flatMap((arg, i) => {
      if (arg === `--${name}`) return [trainerArgs[i + 1] ?? ''];
      return arg.startsWith(`--${name}=`) ? [arg.slice(name.length + 3)] : [];
    })
    .at(-1);
}

/** The trainer's arguments as the job gets them: a prediction is by the bucket's model unless another is named. */
export function completeArgs(trainerArgs: readonly string[], bucket: string): readonly string[] {
  const isComplete = commandOf(trainerArgs) !== 'predict' || textAfter(trainerArgs, 'model') !== undefined;
  return isComplete ? trainerArgs : [...trainerArgs, '--model', `gs://${bucket}/${MODEL_FOLDER}`];
}

/** What is wrong with the trainer's command for a job: it has no files of this machine, and nobody reads its output. */
export function problemsOfCommand(trainerArgs: readonly string[]): readonly Problem[] {
  const command = commandOf(trainerArgs);
  if (command === 'train') return [];
  const where = `-- ${command}`;
  if (command !== 'predict') {
    return [{ where, what: 'is no command to run as a job', fix: 'give options of a training, or -- predict' }];
  }
  return ['data', 'output'].flatMap((name) => {
    const got = textAfter(trainerArgs, name);
    if (got !== undefined && /^gs:\/\/[^/]+\/.+/.test(got)) return [];
    return [
      { where: `${where} --${name}`, what: 'a job wants an object', got, fix: `give --${name} gs://BUCKET/NAME` },
    ];
  });
}

/** Where a job's predictions go; `undefined` for a job that trains. */
export function predictionsOf({ labels, jobSpec }: Pick<Job, 'labels' | 'jobSpec'>): string | undefined {
  if (labels[DOES_LABEL] !== 'predict') return undefined;
  return textAfter(jobSpec.workerPoolSpecs[0]?.containerSpec.args ?? [], 'output');
}
