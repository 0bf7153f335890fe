import { MODEL_FOLDER, type Problem } from '@taxifare/console';
import type { Job } from '../cloud/jobs-api.ts';

/** The label of a job that does something else than train. */
export const DOES_LABEL = 'does';

/** What a job does: it trains, unless another command of the trainer stands first after `--`. */
export function commandOf(trainerArgs: readonly string[]): string {
  const [first = ''] = trainerArgs;
  return /^[a-z]+$/.test(first) ? first : 'train';
}

/** The values of an option among the trainer's arguments, by `--name VALUE` or `--name=VALUE`. */
export function textsAfter(trainerArgs: readonly string[], name: string): readonly string[] {
  return trainerArgs.flatMap((arg, i) => {
    if (arg === `--${name}`) return [trainerArgs[i + 1] ?? ''];
    return arg.startsWith(`--${name}=`) ? [arg.slice(name.length + 3)] : [];
  });
}

/** Its value where it has but one: the last one counts. */
export function textAfter(trainerArgs: readonly string[], name: string): string | undefined {
  return textsAfter(trainerArgs, name).at(-1);
}

/** The trainer's arguments as the job gets them: a prediction is by the bucket's model unless another is named. */
export function completeArgs(trainerArgs: readonly string[], bucket: string): readonly string[] {
  const isComplete = commandOf(trainerArgs) !== 'predict' || textAfter(trainerArgs, 'model') !== undefined;
  return isComplete ? trainerArgs : [...trainerArgs, '--model', `gs://${bucket}/${MODEL_FOLDER}`];
}

/** What is wrong with the trainer's command for a job: it has no files of this machine, and nobody reads its output. */
export function problemsOfCommand(trainerArgs: readonly string[]): readonly Problem[] {
  const command = commandOf(trainerArgs);
  if (command === 'train') return textsAfter(trainerArgs, 'data').flatMap(problemsOfData);
  const where = `-- ${command}`;
  if (command !== 'predict') {
    return [{ where, what: 'is no command to run as a job', fix: 'give options of a training, or -- predict' }];
  }
  return ['data', 'output', 'model'].flatMap((name) => {
    const got = textAfter(trainerArgs, name);
    const isLeftOut = got === undefined && name === 'model';
    if (isLeftOut || (got !== undefined && /^gs:\/\/[^/]+\/.+/.test(got))) return [];
    return [
      { where: `${where} --${name}`, what: 'a job wants an object', got, fix: `give --${name} gs://BUCKET/NAME` },
    ];
  });
}

/** Data that a job cannot read; that a value is missing, the trainer says. An address may be signed: it is not shown. */
function problemsOfData(text: string): readonly Problem[] {
  if (text === '' || /^(gs:\/\/|\/gcs\/)[^/]+\/.+/.test(text)) return [];
  const where = '-- --data';
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text) ?? [];
  if (scheme !== undefined) {
    return [{ where, what: 'not an object', got: `${scheme}…`, fix: 'give gs://BUCKET/NAME' }];
  }
  const fix = 'upload it, and give its gs:// URI';
  return [{ where, what: 'is a file of this machine, which a job cannot read', got: text, fix }];
}

/** Where a job's predictions go; `undefined` for a job that trains. */
export function predictionsOf({ labels, jobSpec }: Pick<Job, 'labels' | 'jobSpec'>): string | undefined {
  if (labels[DOES_LABEL] !== 'predict') return undefined;
  return textAfter(jobSpec.workerPoolSpecs[0]?.containerSpec.args ?? [], 'output');
}
