import { type Checked, type Environment, readValues, sentenceOf } from '@taxifare/console';
import { checkEndpoint } from '@taxifare/gcs';
import { describe, expect, test } from 'vitest';
import { JOB_OPTIONS, problemsOfJob } from '../src/job/read-job-options.ts';
import { secondsWithin } from '../src/settings/duration.ts';
import { checkMachineType } from '../src/settings/machine-type.ts';
import { PLACE_OPTIONS, POLL_OPTIONS, placeOf, problemsOfPlace } from '../src/settings/place.ts';
import { checkRegion } from '../src/settings/region.ts';
import { checkTrainingFolder } from '../src/settings/training-folder.ts';
import { checkVariable } from '../src/settings/variables.ts';
import { warningsOf } from '../src/settings/warnings.ts';
import { type Flags, samplePlan, typedFlags } from './support/sample-plan.ts';

const checkHours = secondsWithin({ min: 60, max: 7 * 86_400, such: '1h' });
const OPTIONS = { ...PLACE_OPTIONS, ...JOB_OPTIONS, ...POLL_OPTIONS };

/** A checked text, its problem as the sentence that is printed. */
function said<T>(checked: Checked<T>) {
  return 'problem' in checked ? { problem: sentenceOf(checked.problem) } : checked;
}

function problemsOf(flags: Flags, env: Environment = {}): readonly string[] {
  const { values, problems, given } = readValues(OPTIONS, { flags: typedFlags(flags), env });
  return [...problems, ...problemsOfPlace(values, env), ...problemsOfJob(values, { given, rest: [] })].map(sentenceOf);
}

describe('a region', () => {
  test.each([
    ['europe-west1-b', "--region: is a zone, not a region, got 'europe-west1-b'; give europe-west1"],
    ['EU', "--region: is a multi-region, and jobs run in one region, got 'EU'; give one, such as europe-west1"],
    ['Europe-West1', "--region: not a region, got 'Europe-West1'; did you mean europe-west1?"],
    ['belgium', "--region: not a region, got 'belgium'; try europe-west1"],
  ])('%s is refused with what would do', (text, problem) => {
    expect(said(checkRegion('--region', text))).toEqual({ problem });
  });
  test('that trains is taken', () => {
    expect(checkRegion('--region', 'europe-west12')).toEqual({ value: 'europe-west12' });
  });
});

describe('what is not in a list that ages', () => {
  const USUAL = {
    region: 'europe-west1',
    machineType: { name: 'e2-standard-4', cpus: 4, memoryGb: 16 },
    image: 'node:24',
  };
  const machine = (name: string) => {
    const checked = checkMachineType('--machine-type', name);
    if ('problem' in checked) throw new Error(sentenceOf(checked.problem));
    return checked.value;
  };
  test('of the usual job is nothing', () => {
    expect(warningsOf(USUAL)).toEqual([]);
  });
  test.each([
    ['europe-north2', /^--region: europe-north2 is not among the training regions of gcloud 528 .*; europe-north1 is$/],
    ['asia-south2', /; asia-south1 is$/],
    ['mars-central1', /^--region: mars-central1 is not among the training regions/],
  ])('a region, %s, is taken with a warning', (region, warning) => {
    expect(checkRegion('--region', region)).toEqual({ value: region });
    expect(warningsOf({ ...USUAL, region })).toEqual([expect.stringMatching(warning)]);
  });
  test.each([
    ['e2-standard-2', 'e2-standard-4'],
    ['n1-standard-12', 'n1-standard-16'],
    ['c4-standard-8', undefined],
  ])('a machine, %s, is taken with a warning', (name, near) => {
    const [warning] = warningsOf({ ...USUAL, machineType: machine(name) });
    expect(warning).toContain(`--machine-type: ${name} is not among the machines that training offered in 2026-09`);
    expect(warning?.endsWith(`; ${near} is`)).toBe(near !== undefined);
  });
  test('an image whose name does not say its Node is taken with a warning', () => {
    expect(warningsOf({ ...USUAL, image: 'python:3.12' })).toEqual([
      '--image: the name of python:3.12 does not say which Node it has',
    ]);
  });
});

describe('a machine type', () => {
  test.each([
    ['e2-standart', '; give one such as e2-standard-4'],
    ['E2-standard-4', '; the nearest is e2-standard-4'],
    ['large', '; give one such as e2-standard-4'],
  ])('%s that is no name of one is refused', (text, fix) => {
    const problem = `--machine-type: not a machine type, got '${text}'${fix}`;
    expect(said(checkMachineType('--machine-type', text))).toEqual({ problem });
  });
  test('with a GPU is refused as such', () => {
    expect(said(checkMachineType('--machine-type', 'a2-highgpu-1g'))).toEqual({
      problem: expect.stringContaining('GPU'),
    });
  });
});

describe('a length of time', () => {
  test.each([
    ['90m', 5400],
    ['1.5h', 5400],
    ['3600s', 3600],
    ['2d', 172_800],
    ['1h30m', 5400],
  ])('%s is %i seconds', (text, seconds) => {
    expect(checkHours('--timeout', text)).toEqual({ value: seconds });
  });
  test('without a unit is refused', () => {
    const problem = "--timeout: has no unit, got '3600'; give 3600s or 3600m";
    expect(said(checkHours('--timeout', '3600'))).toEqual({ problem });
  });
  test.each(['', 'soon', '-5m', '10s', '30d', '5 hours', '500ms'])('%j is refused', (text) => {
    expect(checkHours('--timeout', text)).toHaveProperty('problem');
  });
});

describe('an endpoint', () => {
  test('of another machine over plain http is refused', () => {
    expect(checkEndpoint('X', 'http://example.com:80')).toHaveProperty('problem');
  });
  test('with a password in it is refused without showing it', () => {
    expect(JSON.stringify(checkEndpoint('X', 'https://me:hunter2@example.com'))).not.toContain('hunter2');
  });
});

describe('problems', () => {
  test('of every flag are reported at once, each naming its flag', () => {
    const problems = problemsOf({
      bucket: 'gs://b',
      region: 'europe-west1-b',
      'machine-type': 'large',
      timeout: '3600',
      label: ['Team=Red', 'plain', 'submit_id=x'],
      env: ['1X=2', 'AIP_MODEL_DIR=x', 'A=1', 'A=2'],
      'job-name': 'x'.repeat(200),
      replicas: '0',
      'disk-size': '200GB',
      image: 'Node:24',
      'service-account': 'me@example.com',
      network: 'default',
      'kms-key': 'projects/p/locations/us-east1/keyRings/r/cryptoKeys/k',
      data: './data/train.csv',
      bootstrap: 'magic',
      'poll-interval': '5',
    });
    const places = problems.map((problem) => problem.split(':')[0]);
    for (const flag of ['bucket', 'region', 'machine-type', 'timeout', 'job-name', 'replicas', 'disk-size', 'image']) {
      expect(places).toContain(`--${flag}`);
    }
    for (const flag of ['service-account', 'network', 'kms-key', 'data', 'bootstrap', 'poll-interval']) {
      expect(places).toContain(`--${flag}`);
    }
    expect(places.filter((place) => place === '--label')).toHaveLength(3);
    expect(places.filter((place) => place === '--env')).toHaveLength(3);
    for (const problem of problems) expect(problem).toMatch(/^\S+: .+; .+/);
  });
  test('of labels with capitals come with the label that would do', () => {
    expect(problemsOf({ label: 'Team=Red Ones' })).toEqual([
      "--label: labels have no capitals, got 'Team=Red Ones'; try team=red_ones",
    ]);
  });
  test('of a job name of 200 characters say how long it may be', () => {
    expect(problemsOf({ 'job-name': 'x'.repeat(200) })[0]).toContain('longer than 128 characters');
  });
  test('of a variable name the variable', () => {
    expect(problemsOf({}, { REGION: 'europe-west1-b' })).toEqual([
      "REGION: is a zone, not a region, got 'europe-west1-b'; give europe-west1",
    ]);
  });
  test('of a flag given twice or empty are told', () => {
    expect(problemsOf({ region: ['europe-west1', 'us-east1'] })[0]).toBe(
      "--region: given 2 times, got 'europe-west1, us-east1'; give it once",
    );
    expect(problemsOf({ region: '' })[0]).toContain('--region: needs a value');
  });
  test('of two wishes that exclude each other are told', () => {
    expect(problemsOf({ 'disable-retries': true, 'restart-on-worker-restart': true })).toHaveLength(1);
  });
});

describe('a plan', () => {
  test.each([
    [{ 'machine-type': 'n4-standard-4', 'disk-type': 'pd-ssd' }, '--disk-type: does not fit n4-standard-4'],
    [{ 'disk-type': 'hyperdisk-balanced' }, '--disk-type: does not fit e2-standard-4'],
    [{ 'machine-type': 'c4a-standard-4', 'disk-type': 'pd-standard' }, '--disk-type: does not fit c4a-standard-4'],
    [{ network: 'projects/my-project/global/networks/default' }, "--network: not a network's full name"],
    [{ 'training-folder': '/' }, '--training-folder: not a folder'],
    [{ 'training-folder': '../x' }, '--training-folder: not a folder'],
    [{ 'training-folder': 'gs://b/x' }, '--training-folder: is a URI'],
    [{ 'training-folder': 'x'.repeat(1200) }, '--training-folder: longer than 200'],
    [{ data: 's3://b/x' }, '--data: not an object'],
    [{ 'job-name': 'packages' }, '--job-name: is the folder of the packages'],
    [{ label: Array.from({ length: 61 }, (_, i) => `l${i}=x`) }, '--label: more than Vertex AI allows'],
    [{ 'persistent-resource': 'warm', spot: true }, '--spot: has no meaning with --persistent-resource'],
    [{ 'persistent-resource': 'Warm!' }, "--persistent-resource: not a persistent resource's id"],
    [{ 'max-cost': '0' }, '--max-cost: wants a number above 0'],
    [{ 'max-cost': '0.1', timeout: '1h' }, '--max-cost: the job may cost 0.170 USD'],
    [{ 'max-cost': '1', region: 'us-east7' }, '--max-cost: no price is known for e2-standard-4 in us-east7'],
    [{ 'max-cost': '1', 'persistent-resource': 'warm' }, '--max-cost: has no meaning with --persistent-resource'],
  ])('with %j is refused', (flags, problem) => {
    const problems = problemsOf(flags as Flags);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).toMatch(/^\S+: .+; .+/);
  });

  test.each([
    [{ 'machine-type': 'n4-standard-4' }, { diskType: 'hyperdisk-balanced' }],
    [{}, { diskType: 'pd-ssd', timeoutSeconds: 3600 }],
    [{ 'max-cost': '0.1' }, { timeoutSeconds: 2123, maxCostUsd: 0.1 }],
    [
      { 'max-cost': '5', timeout: '2h' },
      { timeoutSeconds: 7200, maxCostUsd: 5 },
    ],
    [{ env: 'A=$(BUCKET_NAME)$(X)' }, { env: { A: '$$(BUCKET_NAME)$$(X)' } }],
  ])('with %j has %j', (flags, wanted) => {
    expect(problemsOf(flags as Flags)).toEqual([]);
    expect(samplePlan(flags as Flags).options).toMatchObject(wanted);
  });
});

describe('settings', () => {
  const placeFor = (flags: Flags, env: Environment, dotEnv: Environment = {}) => {
    const { values, given } = readValues(PLACE_OPTIONS, { flags: typedFlags(flags), env });
    return placeOf(values, { given }, { env, dotEnv });
  };
  test('come from flags over the environment over defaults', () => {
    const env = { BUCKET_NAME: 'from-env', REGION: 'us-east1', BUCKET_TRAINING_FOLDER: 'jobs/', PROJECT_ID: '' };
    const place = placeFor({ region: 'us-west1' }, env);
    expect(place).toMatchObject({ bucket: 'from-env', region: 'us-west1', trainingFolder: 'jobs', project: undefined });
    expect(placeFor({}, {})).toMatchObject({ region: 'europe-west1', trainingFolder: 'trainings', flags: [] });
  });
  test('that a command to paste would not find again are its flags', () => {
    const env = { BUCKET_NAME: 'from-env', PROJECT_ID: 'my-project' };
    expect(placeFor({ region: 'us-west1' }, env, { PROJECT_ID: 'my-project' }).flags).toEqual([
      '--bucket',
      'from-env',
      '--region',
      'us-west1',
    ]);
  });
});

describe('a training folder', () => {
  test.each([
    ['jobs/', 'jobs'],
    ['/a/b-c_d.e', 'a/b-c_d.e'],
  ])('%s is %s', (text, value) => {
    expect(checkTrainingFolder('--training-folder', text)).toEqual({ value });
  });
  test.each(['/', '..', '../x', 'a//b', 'gs://b/x', 'x'.repeat(1200), 'a b'])('%s is none', (text) => {
    expect(checkTrainingFolder('--training-folder', text)).toHaveProperty('problem');
  });
});

describe('a variable of the job', () => {
  test.each([
    ['A=$(BUCKET_NAME) $x', '$$(BUCKET_NAME) $x'],
    ['A=$$(X)', '$$$$(X)'],
    ['A=a$$b$', 'a$$$$b$'],
  ])('%s is sent as %s, so that it arrives as it was typed', (text, sent) => {
    expect(checkVariable('--env', text)).toEqual({ value: ['A', sent] });
  });
});
