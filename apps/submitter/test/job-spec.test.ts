import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startOf } from '../src/job/bootstrap.ts';
import { defaultJobName } from '../src/job/job-name.ts';
import { customJobOf } from '../src/job/job-spec.ts';
import { samplePlan } from './support/sample-plan.ts';

const EVERYTHING = {
  'machine-type': 'n1-highmem-8',
  image: 'mirror.gcr.io/library/node:24-slim',
  replicas: '5',
  timeout: '90m',
  spot: true,
  'service-account': 'trainer@my-project.iam.gserviceaccount.com',
  network: 'projects/123/global/networks/default',
  'disk-size': '200',
  'disk-type': 'pd-standard',
  label: ['team=red', 'cost=low'],
  env: ['TZ=UTC', 'GREETING=hello world'],
  'web-access': true,
  'kms-key': 'projects/my-project/locations/europe-west1/keyRings/r/cryptoKeys/k',
  'restart-on-worker-restart': true,
  data: ['data/*.csv', 'gs://other/trips.csv.gz'],
};

describe('the job', () => {
  test('with defaults is the golden request', async () => {
    await expect(`${JSON.stringify(customJobOf(samplePlan()), null, 2)}\n`).toMatchFileSnapshot(
      'golden/job-default.json',
    );
  });
  test('with every option is the golden request', async () => {
    const job = customJobOf(samplePlan(EVERYTHING, ['--fit-intercept', '--threads', '4']));
    await expect(`${JSON.stringify(job, null, 2)}\n`).toMatchFileSnapshot('golden/job-everything.json');
  });
  test('hands the arguments after -- on as they are', () => {
    const args = ['--note', 'two words', `it's "quoted" $(HOME) \`x\``, 'line\nbreak', '', '--', 'ünï'];
    expect(
      customJobOf(samplePlan({}, args)).jobSpec.workerPoolSpecs[0]?.containerSpec.args.slice(-args.length),
    ).toEqual(args);
  });
  test('takes its data from after -- when it is named there', () => {
    const args = customJobOf(samplePlan({}, ['--data=gs://b/x.csv'])).jobSpec.workerPoolSpecs[0]?.containerSpec.args;
    expect(args?.filter((arg) => arg.startsWith('--data'))).toEqual(['--data=gs://b/x.csv']);
  });
  test('of one replica has one pool, of N a primary and N - 1 workers', () => {
    const counts = (replicas: string): string[] =>
      customJobOf(samplePlan({ replicas })).jobSpec.workerPoolSpecs.map(({ replicaCount }) => replicaCount);
    expect([counts('1'), counts('2'), counts('20')]).toEqual([['1'], ['1', '1'], ['1', '19']]);
  });
  test('has labels within the rules', () => {
    for (const [key, value] of Object.entries(customJobOf(samplePlan(EVERYTHING)).labels)) {
      expect(`${key}=${value}`).toMatch(/^[a-z][a-z0-9_-]{0,62}=[a-z0-9_-]{0,63}$/);
    }
  });
});

describe('the default job name', () => {
  test('is the classic one, and differs for two submits in one second', () => {
    const now = Date.UTC(2026, 10, 24, 6, 5, 9);
    const name = (randomHex: string, does = 'train') => defaultJobName(now, { does, randomHex });
    expect(name('abcdef99')).toBe('taxi_fare_training_pipeline_20261124_060509_abcdef');
    expect(name('123456')).not.toBe(name('abcdef'));
    expect(name('abcdef', 'predict')).toBe('taxi_fare_prediction_20261124_060509_abcdef');
  });
});

describe('--bootstrap download', () => {
  async function runAgainst(served: string, packaged: string) {
    const server = createServer((_request, response) => response.end(served));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const sha256 = createHash('sha256').update(packaged).digest('hex');
    const plan = { ...samplePlan({ bootstrap: 'download' }), bundle: { sha256, bytes: packaged.length } };
    const { command, args } = startOf(plan);
    expect(command).toEqual(['node']);
    const child = spawn(process.execPath, [...args, '--note', 'two words'], {
      env: { STORAGE_API_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    const code = await new Promise((end) => child.on('close', end));
    server.close();
    return { code, output };
  }
  const program = 'console.log(JSON.stringify(process.argv.slice(2)))';
  test('runs the bundle with the arguments as they are', async () => {
    expect(await runAgainst(program, program)).toEqual({ code: 0, output: '["--note","two words"]\n' });
  });
  test('refuses other bytes than were packaged, before they run', async () => {
    const { code, output } = await runAgainst('console.log("evil")', program);
    expect(code).not.toBe(0);
    expect(output).toContain('other bytes than were packaged');
    expect(output).not.toMatch(/^evil/m);
  });
});
