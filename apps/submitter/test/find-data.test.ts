import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBucketStore } from '../src/cloud/bucket-store.ts';
import { findData } from '../src/data/find-data.ts';
import { describePlan } from '../src/job/describe-plan.ts';
import { dataOfTrainer } from '../src/job/submit-plan.ts';
import { type Bench, openBench } from './support/run-submitter.ts';
import { samplePlan } from './support/sample-plan.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterEach(() => bench.cloud.faults.clear());
afterAll(async () => {
  await bench.close();
});

const never = new AbortController().signal;

describe('data', () => {
  test('that who submits may not read is left to the account of the job, and the plan says so', async () => {
    const uri = 'gs://local-bucket/data/train_1k.csv';
    const store = openBucketStore({ project: 'local-project', endpoint: bench.cloud.url });
    expect(await findData([uri], store, never)).toMatchObject([{ uri, objects: 1 }]);
    bench.cloud.faults.add({ name: 'permission-denied', times: 'always', match: { bucket: 'local-bucket' } });
    const data = await findData([uri], store, never);
    const facts = Object.fromEntries(describePlan(samplePlan(), { data, isLocal: false }));
    expect(facts.data).toBe(`${uri} (not readable by you; the job's account has to read it)`);
  });

  test('that is named after -- is looked for as well', async () => {
    const { code, err } = await bench.run(['submit', '--', '--data', 'gs://local-bucket/data/none.csv']);
    expect([code, err]).toEqual([2, expect.stringContaining("no such object, got 'gs://local-bucket/data/none.csv'")]);
  });

  test.each([
    [
      ['--data', 'a.csv', '--data=b.csv'],
      ['a.csv', 'b.csv'],
    ],
    [['--threads', '4'], undefined],
    [['--data'], ['']],
  ])('of the trainer arguments %j is %j', (args, data) => {
    expect(dataOfTrainer(samplePlan({}, args))).toEqual(data);
  });
});
