import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  expect((await bench.run(['submit', '--job-name', 'train'])).code).toBe(0);
});
afterAll(async () => {
  await bench.close();
});

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
