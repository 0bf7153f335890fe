import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putObject } from './support/make-bucket.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  expect((await bench.run(['submit', '--job-name', 'train'])).code).toBe(0);
  const put = (name: string, body: string): Promise<void> =>
    putObject(bench.cloud.url, { bucket: 'local-bucket', name, body });
  await put('broken/model.json', '{');
  await put('no-places.csv', 'fare_amount\n1\n');
  const model = encodeURIComponent('models/simpletaxifare/model.json');
  await put('mixed/model.json', await (await fetch(`${objects()}/${model}?alt=media`)).text());
  await put('mixed/model.joblib', 'of another training');
});
afterAll(async () => {
  await bench.close();
});

const PARQUET = new Uint8Array(readFileSync(new URL('../../trainer/test/files/kaggle.parquet', import.meta.url)));
const objects = (): string => `${bench.cloud.url}/storage/v1/b/local-bucket/o`;
const jobs = async (): Promise<unknown> =>
  await (await fetch(`${bench.cloud.url}/v1/projects/local-project/locations/europe-west1/customJobs`)).json();
const DATA = ['--data', 'gs://local-bucket/data/train_1k.csv'];

test('predictions of a file run as a job, with a plan and an end of their own', async () => {
  const output = 'gs://local-bucket/predictions/fares.csv';
  const { code, out } = await bench.run([
    'submit',
    '--job-name',
    'batch',
    '--',
    'predict',
    ...DATA,
    '--output',
    output,
  ]);
  expect(out).toMatch(/ {2}data +gs:\/\/local-bucket\/data\/train_1k\.csv/);
  expect(out).toMatch(/ {2}does +predicts, by gs:\/\/local-bucket\/models\/simpletaxifare\n/);
  expect(out).toMatch(/ {2}output +gs:\/\/local-bucket\/predictions\/fares\.csv\n/);
  expect(code).toBe(0);
  expect(out).toMatch(/predictions +gs:\/\/local-bucket\/predictions\/fares\.csv\n/);
  expect(out).not.toMatch(/submitter download/);
  const name = encodeURIComponent('predictions/fares.csv');
  const text = await (await fetch(`${bench.cloud.url}/storage/v1/b/local-bucket/o/${name}?alt=media`)).text();
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(1001);
  expect(lines[0]).toMatch(/^key,.*fare/);
  expect((await bench.run(['status', 'batch'])).out).toMatch(
    /predictions +gs:\/\/local-bucket\/predictions\/fares\.csv/,
  );
  const status = JSON.parse((await bench.run(['status', 'batch', '--json'])).out);
  expect(status.jobSpec.workerPoolSpecs[0].containerSpec.args.slice(-2)).toEqual([
    '--model',
    'gs://local-bucket/models/simpletaxifare',
  ]);
});

test('a Parquet file and another model are predicted by, and what is said of the rows is no error', async () => {
  await putObject(bench.cloud.url, { bucket: 'local-bucket', name: 'trips.parquet', body: PARQUET });
  const { code, out } = await bench.run([
    ...['submit', '--', 'predict', '--data', 'gs://local-bucket/trips.parquet', '--output', 'gs://local-bucket/p.csv'],
    ...['--model', 'gs://local-bucket/trainings/train/model/'],
  ]);
  expect(code).toBe(0);
  expect(out).toMatch(/ {2}job +taxi_fare_prediction_\d{8}_\d{6}_[0-9a-f]{6}\n/);
  expect(out).toMatch(/ {2}does +predicts, by gs:\/\/local-bucket\/trainings\/train\/model\/\n/);
  expect(out).toMatch(/workerpool0-0 {2}predicted: \d+ rows\n/);
  expect(out).not.toContain('ERROR');
});

test.each<[Readonly<Record<string, string>>, number, string]>([
  [
    { model: 'gs://local-bucket/none' },
    2,
    "-- predict --model: no such model, got 'gs://local-bucket/none/model.json'",
  ],
  [{ model: 'models/simpletaxifare' }, 2, "-- predict --model: a job wants an object, got 'models/simpletaxifare'"],
  [{ model: 'gs://local-bucket/data/train_1k.csv/model.joblib' }, 2, '-- predict --model: no such model'],
  [{ model: 'gs://local-bucket/broken' }, 3, 'gs://local-bucket/broken/model.json: not JSON, or cut short'],
  [{ model: 'gs://local-bucket/mixed' }, 2, 'model.joblib is of another training than model.json'],
  [{ data: 'gs://local-bucket/none.csv' }, 2, "--data: no such object, got 'gs://local-bucket/none.csv'"],
  [{ data: 'gs://local-bucket/no-places.csv' }, 3, 'the header lacks pickup_latitude'],
  [{ output: 'gs://local-bucket/data/train_1k.csv' }, 2, '-- predict --output: is the file of --data'],
  [{ output: 'gs://no-such-bucket/fares.csv' }, 4, 'gs://no-such-bucket'],
])('a prediction with %j is refused before anything is created', async (named, code, sentence) => {
  const before = await jobs();
  const asked = { data: 'gs://local-bucket/data/train_1k.csv', output: 'gs://local-bucket/fares.csv', ...named };
  const args = Object.entries(asked).flatMap(([name, value]) => [`--${name}`, value]);
  for (const flags of [[], ['--dry-run']]) {
    if (code === 4 && flags.length > 0) continue;
    const refused = await bench.run(['submit', ...flags, '--', 'predict', ...args]);
    expect([refused.code, refused.err]).toEqual([code, expect.stringContaining(sentence)]);
  }
  expect(await jobs()).toEqual(before);
});

test('a prediction runs on one machine, and names its data after --', async () => {
  const args = ['--', 'predict', ...DATA, '--output', 'gs://local-bucket/fares.csv'];
  const { code, err } = await bench.run(['submit', '--replicas', '3', '--data', 'data/train_1k.csv', ...args]);
  expect(code).toBe(2);
  expect(err).toContain("--replicas: a prediction runs on one machine, got '3'; leave it out");
  expect(err).toContain('--data: is for a training, and this is to predict; give it after --');
});

test.each([
  [['predict'], ['-- predict --data: a job wants an object', '-- predict --output: a job wants an object']],
  [
    ['predict', '--data', 'trips.csv', '--output=fares.csv'],
    ["got 'trips.csv'", "got 'fares.csv'"],
  ],
  [['serve'], ['-- serve: is no command to run as a job']],
])('as a job, %j is refused before anything is sent', async (args, problems) => {
  const { code, err } = await bench.run(['submit', '--', ...args]);
  expect(code).toBe(2);
  for (const problem of problems) expect(err).toContain(problem);
});
