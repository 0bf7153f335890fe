import { type Checked, problemOf, quote } from '../settings/check.ts';
import { checkSeconds } from '../settings/duration.ts';
import { type Given, given, givenList, type Inputs, isOn, take } from '../settings/inputs.ts';
import { checkLabel } from '../settings/labels.ts';
import { checkMachineType, type MachineType } from '../settings/machine-type.ts';
import { checkImage, checkKmsKey, checkNetwork, checkServiceAccount } from '../settings/resource-names.ts';
import { checkVariable, MAX_VARIABLES } from '../settings/variables.ts';
import { checkWholeNumber } from '../settings/whole-number.ts';
import { checkJobName } from './job-name.ts';
import type { Bootstrap, JobOptions } from './submit-plan.ts';

export const DEFAULT_IMAGE = 'node:24-slim';
export const DEFAULT_DATA = 'data/train_1k.csv';
export const DEFAULT_MACHINE: MachineType = { name: 'e2-standard-4', cpus: 4, memoryGb: 16 };
const TIMEOUT = { min: 60, max: 7 * 86_400, example: '1h' };
const MAX_WAIT = { min: 60, max: 7 * 86_400, example: '6h' };
const DISK_TYPES = ['pd-ssd', 'pd-standard', 'hyperdisk-balanced'];

/** The job that was asked for; problems go into `inputs`, and what they concern has its default. */
export function readJobOptions(
  inputs: Inputs,
  {
    region,
    jobName,
    trainerArgs,
  }: { readonly region: string; readonly jobName: string; readonly trainerArgs: readonly string[] },
): JobOptions {
  const one = <T>(source: Given | undefined, check: (source: Given) => Checked<T>): T | undefined =>
    source && take(inputs, check(source));
  const seconds = (source: Given | undefined, limits: typeof TIMEOUT): number | undefined =>
    one(source, ({ where, text }) => checkSeconds(where, text, limits));
  const choice = <T extends string>(source: Given | undefined, choices: readonly T[]): T | undefined =>
    one(source, ({ where, text }) => checkChoice(where, text, choices));

  const env = Object.fromEntries(each(inputs, 'env', checkVariable));
  if (Object.keys(env).length + 2 > MAX_VARIABLES) {
    inputs.problems.push(
      `--env: more than Vertex AI takes, got ${Object.keys(env).length}; it allows ${MAX_VARIABLES - 2} besides ours`,
    );
  }
  const spot = isOn(inputs, 'spot');
  const maxWaitSeconds = seconds(given(inputs, 'max-wait'), MAX_WAIT);
  if (spot && maxWaitSeconds !== undefined) {
    inputs.problems.push(
      '--max-wait: has no meaning with --spot, got both; Vertex AI bounds the wait of FLEX_START jobs only',
    );
  }
  if (isOn(inputs, 'restart-on-worker-restart') && isOn(inputs, 'disable-retries')) {
    inputs.problems.push('--disable-retries: switches --restart-on-worker-restart off, got both; give one of the two');
  }
  return {
    jobName: one(given(inputs, 'job-name', 'JOB_NAME'), checkJobName) ?? jobName,
    image: one(given(inputs, 'image', 'RUNTIME_IMAGE'), checkImage) ?? DEFAULT_IMAGE,
    machineType:
      one(given(inputs, 'machine-type'), ({ where, text }) => checkMachineType(where, text)) ?? DEFAULT_MACHINE,
    diskSizeGb: one(given(inputs, 'disk-size'), checkDiskSize) ?? 100,
    diskType: choice(given(inputs, 'disk-type'), DISK_TYPES) ?? 'pd-ssd',
    replicas: one(given(inputs, 'replicas'), (source) => checkWholeNumber(source, 1, 100)) ?? 1,
    timeoutSeconds: seconds(given(inputs, 'timeout'), TIMEOUT) ?? 3600,
    spot,
    maxWaitSeconds,
    restartOnWorkerRestart: isOn(inputs, 'restart-on-worker-restart'),
    disableRetries: isOn(inputs, 'disable-retries'),
    serviceAccount: one(given(inputs, 'service-account'), checkServiceAccount),
    network: one(given(inputs, 'network'), checkNetwork),
    kmsKey: one(given(inputs, 'kms-key'), (source) => checkKmsKey(source, region)),
    webAccess: isOn(inputs, 'web-access'),
    bootstrap: choice<Bootstrap>(given(inputs, 'bootstrap'), ['mount', 'download']) ?? 'mount',
    labels: Object.fromEntries(each(inputs, 'label', checkLabel)),
    env,
    data: readData(inputs),
    trainerArgs,
  };
}

function readData(inputs: Inputs): readonly string[] {
  const flags = givenList(inputs, 'data');
  const variable = inputs.env.BUCKET_TRAIN_DATA_PATH;
  const sources = flags.length > 0 || !variable ? flags : [{ where: 'BUCKET_TRAIN_DATA_PATH', text: variable }];
  return sources.length === 0 ? [DEFAULT_DATA] : sources.flatMap((source) => take(inputs, checkData(source)) ?? []);
}

/** An object of the job's bucket (`data/train_1k.csv`) or of any (`gs://…`). */
function checkData({ where, text }: Given): Checked<string> {
  if (/^gs:\/\/[^/]+\/.+/.test(text)) return { value: text };
  if (/^[a-z]+:\/\//i.test(text))
    return problemOf(where, 'not an object', text, 'give gs://BUCKET/NAME, or a name in the bucket');
  if (/^(\/|\.{1,2}\/|~)/.test(text)) {
    return problemOf(
      where,
      'is a file of this machine, which a job cannot read',
      text,
      'upload it, and give its gs:// URI',
    );
  }
  return text === ''
    ? problemOf(where, 'names no object', text, 'give gs://BUCKET/NAME, or a name in the bucket')
    : { value: text };
}

function checkDiskSize({ where, text }: Given): Checked<number> {
  const bare = /^(\d+) ?g(i?b)?$/i.exec(text)?.[1];
  if (bare !== undefined) return problemOf(where, 'is in GB already', text, `give ${bare}`);
  return checkWholeNumber({ where, text }, 100, 64_000);
}

function checkChoice<T extends string>(where: string, text: string, choices: readonly T[]): Checked<T> {
  const found = choices.find((candidate) => candidate === text);
  return found !== undefined
    ? { value: found }
    : { problem: `${where}: no such choice, got ${quote(text)}; give ${choices.join(' or ')}` };
}

/** Every value of a repeatable flag; a key given twice is a problem. */
function each(
  inputs: Inputs,
  flag: string,
  check: (source: Given) => Checked<readonly [string, string]>,
): readonly (readonly [string, string])[] {
  const pairs = givenList(inputs, flag).flatMap((source) => {
    const pair = take(inputs, check(source));
    return pair ? [pair] : [];
  });
  const keys = pairs.map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) inputs.problems.push(`--${flag}: the same name twice, got ${quote(twice)}; give it once`);
  return pairs;
}
