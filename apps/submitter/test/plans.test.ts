import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putObject } from './support/make-bucket.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  expect((await bench.run(['submit', '--job-name', 'first', '--max-cost', '0.1'])).code).toBe(0);
});
afterAll(async () => {
  await bench.close();
});

const CUSTOM_JOBS = '/v1/projects/local-project/locations/europe-west1/customJobs';

/** A job as somebody else makes it, with any name and any folder. */
async function makeJob(displayName: string, folder: string): Promise<string> {
  const request = JSON.parse((await bench.run(['submit', '--dry-run'])).out);
  request.displayName = displayName;
  request.jobSpec.baseOutputDirectory.outputUriPrefix = folder;
  request.jobSpec.workerPoolSpecs[0].containerSpec.args = ['-e', '0'];
  const created = await fetch(`${bench.cloud.url}${CUSTOM_JOBS}`, { method: 'POST', body: JSON.stringify(request) });
  const { name } = (await created.json()) as { name: string };
  await bench.run(['logs', name, '--follow']);
  return name.split('/').at(-1) ?? '';
}

const files = (folder: string): readonly string[] => readdirSync(folder).sort();

describe('a ceiling of cost', () => {
  test('shortens the timeout, is in the plan and in run.json', async () => {
    const request = JSON.parse((await bench.run(['submit', '--dry-run', '--max-cost', '0.1'])).out);
    expect(request.jobSpec.scheduling.timeout).toBe('2123s');
    await bench.run(['download', 'first', '--to', 'ceiling']);
    expect(JSON.parse(readFileSync(join(bench.folder, 'ceiling/run.json'), 'utf8')).job.maxCostUsd).toBe(0.1);
  });
  test('refuses a timeout that was asked for', async () => {
    const { code, err } = await bench.run(['submit', '--max-cost', '0.1', '--timeout', '1h']);
    expect([code, err]).toEqual([2, expect.stringContaining('give --timeout 2123s or less')]);
  });
});

describe('a job name whose folder is in use', () => {
  test('is refused before anything is created', async () => {
    const { code, err } = await bench.run(['submit', '--job-name', 'first', '--', '--no-clean']);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^--job-name: its folder is in use, there is gs:\/\/local-bucket\/trainings\/first\/\S+, got 'first'; choose/m,
    );
    const jobs = JSON.parse((await bench.run(['list', '--json', '--limit', '100'])).out) as { displayName: string }[];
    expect(jobs.filter(({ displayName }) => displayName === 'first')).toHaveLength(1);
  });
});

describe('download', () => {
  test.each(['../victim/.ssh', './victim/.ssh', '/etc', '..', '.', '.git', 'a/b', 'C:\\x', '\u001b]0;title\u0007'])(
    'of a job named %j writes into a folder of one safe segment',
    async (displayName) => {
      const folder = `trainings/evil-${Buffer.from(displayName).toString('hex')}`;
      const from = mkdtempSync(join(bench.folder, 'model-'));
      await bench.run(['download', 'first', '--to', from]);
      const id = await makeJob(displayName, `gs://local-bucket/${folder}`);
      // Older sets name nobody: whoever made the job may have put anything there.
      const model = JSON.parse(readFileSync(join(from, 'model.json'), 'utf8'));
      delete model.joblibSha256;
      for (const [name, body] of [
        ['model.json', JSON.stringify(model)],
        ['authorized_keys', 'ssh-rsa evil'],
        ['.bashrc', 'evil'],
      ] as const)
        await putObject(bench.cloud.url, { bucket: 'local-bucket', name: `${folder}/model/${name}`, body });
      const before = files(bench.folder);
      const { code, out } = await bench.run(['download', id]);
      expect(code).toBe(0);
      expect(out).not.toMatch(/authorized_keys|bashrc/);
      expect(files(bench.folder).filter((name) => !before.includes(name))).toEqual([`job-${id}`]);
      expect(files(join(bench.folder, `job-${id}`))).toEqual(['model.json']);
    },
  );

  test('of a job that did not succeed is refused, whatever lies in its folder', async () => {
    expect((await bench.run(['submit', '--job-name', 'failed', '--', '--rows', '1'])).code).toBe(5);
    const { code, err } = await bench.run(['download', 'failed']);
    expect([code, err]).toEqual([2, expect.stringContaining('ended as FAILED and has no model of its own')]);
  });

  test("of another job's files in its folder is refused", async () => {
    const id = await makeJob('borrower', 'gs://local-bucket/trainings/first');
    const { code, err } = await bench.run(['download', id]);
    expect([code, err]).toEqual([2, expect.stringMatching(/the files in .* are of job \d+, not of \d+; give/)]);
  });

  test('of files of two trainings is refused, naming them', async () => {
    const folder = 'trainings/mixed';
    const from = mkdtempSync(join(bench.folder, 'mixed-'));
    await bench.run(['download', 'first', '--to', from]);
    const id = await makeJob('mixed', `gs://local-bucket/${folder}`);
    const put = (name: string, body: Uint8Array<ArrayBuffer>): Promise<void> =>
      putObject(bench.cloud.url, { bucket: 'local-bucket', name: `${folder}/model/${name}`, body });
    await put('model.json', new Uint8Array(readFileSync(join(from, 'model.json'))));
    await put('model.joblib', new Uint8Array([1, 2, 3]));
    const { code, err } = await bench.run(['download', id]);
    expect([code, err]).toEqual([2, expect.stringContaining('model.joblib is of another training than model.json')]);
  });

  test('says what it replaces', async () => {
    await bench.run(['download', 'first', '--to', 'twice']);
    const { code, err } = await bench.run(['download', 'first', '--to', 'twice']);
    expect(code).toBe(0);
    expect(err).toMatch(/replacing report\.html, run\.json, model\.joblib, model\.json in .*twice$/m);
  });
});

describe('a persistent resource', () => {
  const PLACE = '/v1/projects/local-project/locations/europe-west1/persistentResources';
  beforeAll(async () => {
    const resourcePools = [{ id: 'a', machineSpec: { machineType: 'e2-standard-4' }, replicaCount: '2' }];
    const body = JSON.stringify({ resourcePools });
    await fetch(`${bench.cloud.url}${PLACE}?persistentResourceId=warm`, { method: 'POST', body });
    for (let state = ''; state !== 'RUNNING'; )
      state = ((await (await fetch(`${bench.cloud.url}${PLACE}/warm`)).json()) as { state: string }).state;
  });
  test('runs the job, and the plan says what its machines cost while they stand', async () => {
    const { code, out } = await bench.run(['submit', '--persistent-resource', 'warm', '--job-name', 'warm']);
    expect(code).toBe(0);
    expect(out).toMatch(/ {2}on +the persistent resource warm\n/);
    expect(out).toMatch(/nothing more than its machines cost anyway: estimate: 0\.339 USD an hour, 248 USD a month/);
    expect(out).toMatch(/^cost +nothing more than the persistent resource warm costs anyway; submitter machines /m);
    expect((await bench.run(['status', 'warm'])).out).toMatch(/^on +the persistent resource warm$/m);
  });
  test('is listed with what it costs while it stands, and how to remove it', async () => {
    const { code, out } = await bench.run(['machines']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^warm +RUNNING +2 x e2-standard-4 +for \d.*\nbilled: warm, estimate: 0\.339 USD an hour, 248 USD/m,
    );
    expect(out).toContain(
      'to remove it: gcloud ai persistent-resources delete warm --region=europe-west1 --project=local-project\n',
    );
    const [warm] = JSON.parse((await bench.run(['machines', '--json'])).out);
    expect(warm).toMatchObject({ id: 'warm', state: 'RUNNING', pools: [{ machine: 'e2-standard-4', count: 2 }] });
    expect((await bench.run(['machines', '--region', 'us-east1'])).out).toMatch(
      /no persistent resources in us-east1; nothing is billed\nto make one: gcloud ai persistent-resources create /,
    );
  });
  test.each([
    [['--persistent-resource', 'cold'], 'no such persistent resource'],
    [['--persistent-resource', 'warm', '--replicas', '3'], 'it has 2 x e2-standard-4, and the job wants 3 x'],
    [['--persistent-resource', 'warm', '--machine-type', 'n1-standard-4'], 'the job wants 1 x n1-standard-4'],
  ])('that does not fit, %j, is refused', async (flags, problem) => {
    const { code, err } = await bench.run(['submit', ...flags]);
    expect([code, err]).toEqual([2, expect.stringContaining(problem)]);
  });
});

test("an image with an older Node than the bundle's manifest names is refused", async () => {
  const bundle = join(bench.folder, 'bundle');
  cpSync(fileURLToPath(new URL('../../trainer/dist/job', import.meta.url)), bundle, { recursive: true });
  const manifest = join(bundle, 'trainer.manifest.json');
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), node: '>=26' }));
  const { code, err } = await bench.run(['submit', '--dry-run', '--bundle', bundle]);
  const wanted = "--image: the trainer was built for Node 26 or newer, got 'node:24-slim'; give --image node:26-slim\n";
  expect([code, err]).toEqual([2, expect.stringContaining(wanted)]);
  expect((await bench.run(['submit', '--dry-run', '--bundle', bundle, '--image', 'node:26.1-slim'])).code).toBe(0);
  expect((await bench.run(['submit', '--dry-run', '--image', 'node:22-slim'])).err).toContain(
    'give --image node:24-slim',
  );
});

const KEY = 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k';

test('the plan and the status show all that was asked for', async () => {
  const flags = [
    ...['--spot', '--label', 'team=red', '--env', 'A=1', '--disable-retries', '--disk-size', '200', '--web-access'],
    ...['--network', 'projects/1/global/networks/default', '--max-cost', '2', '--kms-key', KEY],
    ...['--service-account', 'trainer@local-project.iam.gserviceaccount.com'],
  ];
  const { code, out } = await bench.run(['submit', '--job-name', 'asked', ...flags]);
  expect(code).toBe(0);
  for (const row of [
    /machines +1 x e2-standard-4 \(4 CPUs, 16 GB\), 200 GB pd-ssd in europe-west1, spot/,
    /labels +team=red/,
    /variables +A/,
    /restarts +none after an internal error/,
    /at most +1 h, for no more than 2 USD, then it is stopped/,
    /account +trainer@local-project/,
    /network +projects\/1\/global\/networks\/default/,
    /key +projects\/p\/locations/,
    /shell +in the running job; status shows its address/,
  ])
    expect(out).toMatch(row);
  const status = (await bench.run(['status', 'asked'])).out;
  for (const row of [
    /machines +1 x e2-standard-4, spot, 200 GB pd-ssd/,
    /labels +team=red/,
    /restarts +none after an internal error/,
    /at most +1 h, for no more than 2 USD$/m,
    /variables +A$/m,
    /account +trainer@local-project/,
    /network +projects\/1\/global\/networks\/default/,
    /key +projects\/p\/locations/,
    /shell +(asked for|workerpool0-0 http)/,
    /cost +estimate: \d\.\d{3} USD in all in europe-west1; machines only/,
  ])
    expect(status).toMatch(row);
  expect((await bench.run(['list'])).out).toMatch(/ 1 x e2-standard-4, spot +asked$/m);
  const json = JSON.parse((await bench.run(['status', 'asked', '--json'])).out);
  expect(json.jobSpec.scheduling).toEqual({ timeout: '3600s', strategy: 'SPOT', disableRetries: true });
});
