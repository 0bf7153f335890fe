import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench } from './support/run-submitter.ts';

const TRAINER = fileURLToPath(new URL('../../trainer/dist/trainer.mjs', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../../data/train_1k.csv', import.meta.url));
const run = promisify(execFile);

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

const object = async (name: string) =>
  await (await fetch(`${bench.cloud.url}/storage/v1/b/local-bucket/o/${encodeURIComponent(name)}?alt=media`)).text();

const names = async (prefix: string): Promise<readonly string[]> => {
  const answer = await fetch(`${bench.cloud.url}/storage/v1/b/local-bucket/o?prefix=${prefix}`);
  const { items = [] } = (await answer.json()) as { items?: { name: string }[] };
  return items.map(({ name }) => name);
};

const numberIn = (out: string): string => /customJobs\/(\d+)/.exec(out)?.[1] ?? '';

describe('submit', () => {
  test('packages, uploads, runs, follows, and leaves the model that a local training leaves', async () => {
    const { code, out } = await bench.run(['submit', '--job-name', 'first']);
    expect(code).toBe(0);
    expect(out).toContain('uploaded gs://local-bucket/trainings/packages/');
    expect(out).toMatch(/── QUEUED[\s\S]*workerpool0-0 {2}read: 1,000 rows[\s\S]*state +SUCCEEDED/);
    expect(out).toContain('fare_amount = 2.5616 × distance_km USD; on 972 rows');
    const folder = join(bench.folder, 'local');
    await run(process.execPath, [TRAINER, '--data', SAMPLE, '--no-upload', '--output', folder]);
    const local = readFileSync(join(folder, 'model.json'), 'utf8');
    expect(await object('trainings/first/model/model.json')).toBe(local);
    expect(await object('models/simpletaxifare/model.json')).toBe(local);
  });

  test('uploads the same package once, and two submits in the same second are two jobs', async () => {
    const [a, b] = await Promise.all([bench.run(['submit']), bench.run(['submit'])]);
    expect([a.code, b.code]).toEqual([0, 0]);
    expect(numberIn(a.out)).not.toBe(numberIn(b.out));
    expect(a.out).toContain('the package is in the bucket already; nothing to upload');
    expect((await names('trainings/packages/')).length).toBe(2);
    expect(
      (await names('trainings/taxi_fare_training_pipeline_')).filter((name) => name.endsWith('model.json')),
    ).toHaveLength(2);
  });

  test('fails with 5, says why and what to do, when the trainer does', async () => {
    const { code, out } = await bench.run(['submit', '--', '--rows', '1']);
    expect(code).toBe(5);
    expect(out).toContain('one row is left to fit, and two are wanted');
    expect(out).toMatch(/state +FAILED[\s\S]*why +workerpool0-0 exited with 3\nfix +/);
  });

  test('hands the arguments after -- on as they are', async () => {
    const args = ['--data=gs://local-bucket/data/train_1k.csv', '--no-upload', '--output', 'a \'b\' "c"\n$HOME `id`'];
    const { code, out } = await bench.run(['submit', '--json', '--', ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(out).jobSpec.workerPoolSpecs[0].containerSpec.args.slice(1)).toEqual(args);
  });

  test('runs a bundle that is downloaded and checked, where there is no mount', async () => {
    const { code, out } = await bench.run(['submit', '--bootstrap', 'download', '--job-name', 'downloaded']);
    expect([code, out.includes('SUCCEEDED')]).toEqual([0, true]);
  });

  test('runs several replicas, and gives the same model', async () => {
    const { code } = await bench.run(['submit', '--replicas', '3', '--job-name', 'three']);
    expect(code).toBe(0);
    expect(await object('trainings/three/model/model.json')).toBe(await object('trainings/first/model/model.json'));
  });

  test('detaches at the first Ctrl+C, says how to come back, and the job goes on', async () => {
    const args = ['submit', '--job-name', 'left-alone'];
    let isAsked = false;
    const { code, out } = await bench.run(args, (text, kill) => {
      if (isAsked || !text.includes('── QUEUED')) return;
      isAsked = true;
      kill('SIGINT');
    });
    expect(code).toBe(130);
    expect(out).toContain('detached; the job goes on');
    const number = numberIn(out);
    expect(out).toContain(`submitter logs ${number} --follow`);
    const back = await bench.run(['logs', number, '--follow']);
    expect([back.code, back.out.includes('SUCCEEDED')]).toEqual([0, true]);
  });

  test('says everything that is wrong at once, and sends nothing', async () => {
    const before = (await names('')).length;
    const { code, err } = await bench.run([
      'submit',
      '--bucket',
      'gs://b',
      '--region',
      'europe-west1-b',
      '--machine-type',
      'large',
      '--timeout',
      '60',
      '--label',
      'App=X',
      '--job-name',
      'x'.repeat(200),
      '--replica',
      '3',
    ]);
    expect(code).toBe(2);
    for (const flag of ['--bucket', '--region', '--machine-type', '--timeout', '--label', '--job-name', '--replica'])
      expect(err).toContain(`${flag}:`);
    expect(err).toContain('e2-standard-4');
    expect((await names('')).length).toBe(before);
  });

  test('refuses data that is not there and a bundle that was not built', async () => {
    const missing = await bench.run(['submit', '--data', 'data/none.csv']);
    expect([missing.code, missing.err]).toEqual([
      2,
      expect.stringContaining("--data: no such object, got 'gs://local-bucket/data/none.csv'"),
    ]);
    const unbuilt = await bench.run(['submit', '--bundle', 'nowhere']);
    expect([unbuilt.code, unbuilt.err]).toEqual([2, expect.stringContaining('the trainer has not been built')]);
  });

  test('finds the job again whose create was not answered', async () => {
    bench.cloud.faults.add({ name: 'lost-answer', match: { method: 'POST', path: '/customJobs' } });
    const { code, err, out } = await bench.run(['submit', '--job-name', 'unanswered']);
    expect(err).toContain('no answer to the create request');
    expect([code, out.includes('SUCCEEDED')]).toEqual([0, true]);
    const listed = JSON.parse((await bench.run(['list', '--json', '--limit', '100'])).out) as { displayName: string }[];
    expect(listed.filter(({ displayName }) => displayName === 'unanswered')).toHaveLength(1);
  });

  test('waits a lost network out', async () => {
    let isOut = false;
    const { code, out } = await bench.run(['submit', '--job-name', 'network'], (text) => {
      if (isOut || !text.includes('── QUEUED')) return;
      isOut = true;
      bench.cloud.faults.add({ name: 'network-down', times: 3, match: { method: 'GET', path: '/customJobs/' } });
    });
    expect(code).toBe(0);
    expect(out).toContain('connection lost');
    expect(out).toContain('connected again');
  });

  test('follows the state where the logs may not be read', async () => {
    bench.cloud.faults.add({ name: 'permission-denied', times: 'always', match: { path: '/v2/entries:list' } });
    const { code, out } = await bench.run(['submit']);
    bench.cloud.faults.clear();
    expect([code, out.includes('no permission to read logs')]).toEqual([0, true]);
  });

  test('--dry-run prints the request, and sends nothing', async () => {
    const before = (await names('')).length;
    const { code, out } = await bench.run(['submit', '--dry-run', '--job-name', 'dry', '--spot']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      displayName: 'dry',
      jobSpec: { scheduling: { strategy: 'SPOT', timeout: '3600s' } },
    });
    expect((await names('')).length).toBe(before);
  });
});
