import type { Checked } from '@taxifare/console';
import {
  flag,
  inGroup,
  numberWithin,
  oneOf,
  type Problem,
  SAMPLE,
  type Typed,
  text,
  texts,
  type Values,
} from '@taxifare/console';
import { capTimeout } from '../money/cap-timeout.ts';
import { problemOf } from '../settings/check.ts';
import { secondsWithin } from '../settings/duration.ts';
import { checkLabel, OWN_LABELS } from '../settings/labels.ts';
import { checkMachineType, isListedMachine, type MachineType, wantsHyperdisk } from '../settings/machine-type.ts';
import { checkImage, checkKmsKey, checkNetwork, checkServiceAccount, regionOfKey } from '../settings/resource-names.ts';
import { checkVariable, MAX_VARIABLES, OWN_VARIABLES } from '../settings/variables.ts';
import { checkJobName } from './job-name.ts';
import type { JobOptions } from './submit-plan.ts';
import { commandOf, problemsOfCommand, textAfter } from './trainer-command.ts';

const DEFAULT_MACHINE: MachineType = { name: 'e2-standard-4', cpus: 4, memoryGb: 16 };
const LONGEST_SECONDS = 7 * 86_400;
/** Vertex AI allows 64, and some are the submitter's own. */
const MAX_OWN_LABELS = 64 - OWN_LABELS.length;

/** What a job runs in: asked for by submit, looked at by doctor. */
export const RUNTIME_OPTIONS = {
  image: text('Container image with Node', { check: checkImage, variables: ['RUNTIME_IMAGE'], usual: 'node:24-slim' }),
  'machine-type': text('Machine', { check: checkMachineType, usual: DEFAULT_MACHINE }),
  data: texts('Object, glob or gs:// URI to train on; repeatable', {
    check: checkData,
    variables: ['BUCKET_TRAIN_DATA_PATH'],
    usual: [SAMPLE],
  }),
};

/** Everything that may be asked of a job. */
export const JOB_OPTIONS = {
  ...inGroup('What runs', {
    data: RUNTIME_OPTIONS.data,
    image: RUNTIME_OPTIONS.image,
    bootstrap: text('mount: run the bundle off the mounted bucket; download: fetch it and check its hash', {
      check: oneOf('mount', 'download'),
      usual: 'mount',
    }),
    env: texts('NAME=VALUE in the environment of the job; repeatable', { check: checkVariable }),
    'job-name': text('Name of the job and of its folder', {
      check: checkJobName,
      variables: ['JOB_NAME'],
      shown: 'one with the time in it',
    }),
    label: texts('KEY=VALUE on the job; repeatable', { check: checkLabel }),
  }),
  ...inGroup('On which machines', {
    'machine-type': RUNTIME_OPTIONS['machine-type'],
    replicas: text('Machines that share the work', {
      check: numberWithin({ min: 1, max: 100, isWhole: true, such: 4 }),
      usual: 1,
    }),
    'disk-size': text('Boot disk in GB', { check: checkDiskSize, usual: 100 }),
    'disk-type': text('pd-ssd, pd-standard or hyperdisk-balanced', {
      check: oneOf('pd-ssd', 'pd-standard', 'hyperdisk-balanced'),
      shown: 'pd-ssd, hyperdisk-balanced on n4 and newer',
    }),
    spot: flag('Cheaper machines that may be taken away; the job starts again'),
    'persistent-resource': text('Run on the machines of a persistent resource, by its id', { check: checkResourceId }),
  }),
  ...inGroup('For how long', {
    timeout: text('Longest run, with its unit', {
      check: secondsWithin({ min: 60, max: LONGEST_SECONDS, such: '1h' }),
      shown: '1h',
      usual: 3600,
    }),
    'max-cost': text('Most that the job may cost, in USD: shortens the usual timeout, refuses one that was given', {
      check: numberWithin({ above: 0, such: 2.5 }),
    }),
    'restart-on-worker-restart': flag('Start the whole job again when a worker restarts'),
    'disable-retries': flag('Leave the job failed after an internal error'),
  }),
  ...inGroup('With which rights', {
    'service-account': text('Account that the job runs as', { check: checkServiceAccount }),
    network: text('VPC network, projects/NUMBER/global/networks/NAME', { check: checkNetwork }),
    'kms-key': text('Cloud KMS key that encrypts what the job keeps', { check: checkKmsKey }),
    'web-access': flag('Allow an interactive shell in the running job'),
  }),
  'any-bucket-location': flag('Go on with a bucket outside the region of the job'),
};

type JobValues = Values<typeof JOB_OPTIONS>;

/** The job that was asked for, with a name where none was given. */
export function jobOptionsOf(
  values: JobValues,
  {
    region,
    jobName,
    trainerArgs,
  }: { readonly region: string; readonly jobName: string; readonly trainerArgs: readonly string[] },
): JobOptions {
  return {
    jobName: values['job-name'] ?? jobName,
    image: values.image,
    machineType: values['machine-type'],
    diskSizeGb: values['disk-size'],
    diskType: diskTypeOf(values),
    replicas: values.replicas,
    timeoutSeconds: timeoutOf(values, region),
    maxCostUsd: values['max-cost'],
    persistentResource: values['persistent-resource'],
    anyBucketLocation: values['any-bucket-location'],
    spot: values.spot,
    restartOnWorkerRestart: values['restart-on-worker-restart'],
    disableRetries: values['disable-retries'],
    serviceAccount: values['service-account'],
    network: values.network,
    kmsKey: values['kms-key'],
    webAccess: values['web-access'],
    bootstrap: values.bootstrap,
    labels: Object.fromEntries(values.label),
    env: Object.fromEntries(values.env),
    data: values.data,
    trainerArgs,
  };
}

/** What is wrong with the options of a job together. */
export function problemsOfJob(
  values: JobValues & { readonly region: string },
  { given, rest }: Pick<Typed, 'given' | 'rest'>,
): readonly Problem[] {
  const problems: Problem[] = [...namedTwice('--label', values.label), ...namedTwice('--env', values.env)];
  const variables = new Set(values.env.map(([name]) => name)).size;
  if (variables + OWN_VARIABLES.length > MAX_VARIABLES) {
    const fix = `it allows ${MAX_VARIABLES - OWN_VARIABLES.length} besides ours`;
    problems.push({ where: '--env', what: 'more than Vertex AI allows', got: String(variables), fix });
  }
  if (values['restart-on-worker-restart'] && values['disable-retries']) {
    const what = 'switches --restart-on-worker-restart off';
    problems.push({ where: '--disable-retries', what, fix: 'give one of the two' });
  }
  problems.push(
    ...problemsOfCommand(rest),
    ...problemsOfData(given, rest),
    ...problemsOfMachines(values, rest),
    ...problemsOfCost(values, given.timeout !== undefined),
  );
  if (values.label.length > MAX_OWN_LABELS) {
    const fix = `it allows ${MAX_OWN_LABELS} besides ours`;
    problems.push({ where: '--label', what: 'more than Vertex AI allows', got: String(values.label.length), fix });
  }
  const key = values['kms-key'];
  const keyRegion = key && regionOfKey(key);
  if (keyRegion !== undefined && keyRegion !== values.region) {
    const what = `lies in ${keyRegion}, the job in ${values.region}`;
    problems.push({ where: '--kms-key', what, got: key, fix: `give a key in ${values.region}` });
  }
  return problems;
}

/** Variables may name the data of trainings: what is typed is meant. */
function problemsOfData({ data }: Typed['given'], rest: readonly string[]): readonly Problem[] {
  const isTyped = data?.some(({ where }) => where === '--data') === true;
  if (!isTyped || commandOf(rest) === 'train') return [];
  return [{ where: '--data', what: `is for a training, and this is to ${commandOf(rest)}`, fix: 'give it after --' }];
}

function problemsOfMachines(values: JobValues, rest: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  const { name } = values['machine-type'];
  if (values.replicas > 1 && textAfter(rest, 'rows') !== undefined) {
    problems.push({ where: '-- --rows', what: 'the first rows are read in one place', fix: 'leave out --replicas' });
  }
  if (values.replicas > 1 && commandOf(rest) === 'predict') {
    const what = 'a prediction runs on one machine';
    problems.push({ where: '--replicas', what, got: String(values.replicas), fix: 'leave it out' });
  }
  const disk = values['disk-type'];
  const isHyperdisk = disk === 'hyperdisk-balanced';
  const isKnown = wantsHyperdisk(name) || isListedMachine(values['machine-type']);
  if (disk !== undefined && isKnown && isHyperdisk !== wantsHyperdisk(name)) {
    const fix = wantsHyperdisk(name) ? 'give hyperdisk-balanced, or leave it out' : 'give pd-ssd or pd-standard';
    problems.push({ where: '--disk-type', what: `does not fit ${name}`, got: disk, fix });
  }
  if (values['persistent-resource'] !== undefined && values.spot) {
    const what = 'has no meaning with --persistent-resource, whose machines stand already';
    problems.push({ where: '--spot', what, fix: 'give one of the two' });
  }
  return problems;
}

function problemsOfCost(values: JobValues & { readonly region: string }, isTimeoutGiven: boolean): readonly Problem[] {
  const maxUsd = values['max-cost'];
  if (maxUsd === undefined) return [];
  const where = '--max-cost';
  if (values['persistent-resource'] !== undefined) {
    const what = 'has no meaning with --persistent-resource, whose machines cost the same idle';
    return [{ where, what, fix: 'give one of the two' }];
  }
  const { problem } = capTimeout({ ...pricedPlan(values), isTimeoutGiven, maxUsd });
  return problem === undefined ? [] : [{ where, ...problem, got: `${maxUsd} USD` }];
}

/** The timeout that was asked for, or what a ceiling of cost leaves of the usual one. */
function timeoutOf(values: JobValues, region: string): number {
  const maxUsd = values['max-cost'];
  if (maxUsd === undefined) return values.timeout;
  const capped = capTimeout({ ...pricedPlan({ ...values, region }), isTimeoutGiven: false, maxUsd });
  return capped.problem === undefined ? capped.timeoutSeconds : values.timeout;
}

function pricedPlan(values: JobValues & { readonly region: string }) {
  const { replicas, region, spot, timeout } = values;
  return { machine: values['machine-type'].name, replicas, region, spot, timeoutSeconds: timeout };
}

function diskTypeOf(values: JobValues): string {
  return values['disk-type'] ?? (wantsHyperdisk(values['machine-type'].name) ? 'hyperdisk-balanced' : 'pd-ssd');
}

function checkResourceId(where: string, text: string): Checked<string> {
  if (/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return { value: text };
  return problemOf(where, "not a persistent resource's id", text, 'give 1 to 63 of a-z 0-9 -, a letter first');
}

function namedTwice(where: string, pairs: readonly (readonly [string, string])[]): readonly Problem[] {
  const keys = pairs.map(([key]) => key);
  const got = keys.find((key, index) => keys.indexOf(key) !== index);
  return got === undefined ? [] : [{ where, what: 'the same name twice', got, fix: 'give it once' }];
}

/** An object of the job's bucket (`data/train_1k.csv`) or of any (`gs://…`). */
function checkData(where: string, text: string): Checked<string> {
  if (/^gs:\/\/[^/]+\/.+/.test(text)) return { value: text };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return problemOf(where, 'not an object', text, 'give gs://BUCKET/NAME, or a name in the bucket');
  if (/^(\/|\.{1,2}\/|~)/.test(text)) {
    const fix = 'upload it, and give its gs:// URI';
    return problemOf(where, 'is a file of this machine, which a job cannot read', text, fix);
  }
  return { value: text };
}

const diskSizeGb = numberWithin({ min: 100, max: 64_000, isWhole: true, such: 200 });

function checkDiskSize(where: string, text: string): Checked<number> {
  const bare = /^(\d+) ?g(i?b)?$/i.exec(text)?.[1];
  return bare === undefined ? diskSizeGb(where, text) : problemOf(where, 'is in GB already', text, `give ${bare}`);
}
