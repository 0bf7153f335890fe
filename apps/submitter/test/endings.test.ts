import { expect, test } from 'vitest';
import type { Job } from '../src/cloud/jobs-api.ts';
import { endFactsOf } from '../src/job/endings/ending.ts';
import { endingOf, explainJobEnd } from '../src/job/explain-job-end.ts';
import { type EndingCase, exited } from './texts/ending-case.ts';
import { BEFORE_IT_RAN } from './texts/endings-before-it-ran.ts';
import { WHILE_IT_RAN } from './texts/endings-while-it-ran.ts';

function jobOf({ text, state = 'FAILED', ranSeconds }: EndingCase): Job {
  return {
    name: 'projects/my-project/locations/europe-west1/customJobs/1',
    id: '1',
    displayName: 'job',
    state,
    createTimeMs: 0,
    startTimeMs: ranSeconds === undefined ? undefined : 60_000,
    endTimeMs: ranSeconds === undefined ? undefined : 60_000 + ranSeconds * 1000,
    error: text === '' ? undefined : { code: 3, message: text },
    labels: {},
    webAccessUris: {},
    jobSpec: {
      workerPoolSpecs: [
        {
          machineSpec: { machineType: 'e2-standard-4' },
          replicaCount: '1',
          diskSpec: { bootDiskType: 'pd-ssd', bootDiskSizeGb: 100 },
          containerSpec: { imageUri: 'node:24-slim', command: [], args: [], env: [] },
        },
      ],
      scheduling: { timeout: '3600s' },
      baseOutputDirectory: { outputUriPrefix: 'gs://my-bucket/trainings/job' },
    },
  };
}

test.each([...BEFORE_IT_RAN, ...WHILE_IT_RAN])('$source: "$text" is $ending', (one) => {
  const job = jobOf(one);
  expect(endingOf(endFactsOf(job))?.name).toBe(one.ending);
  expect(explainJobEnd(job).hint).toMatch(one.advice);
});

test('an ending that is not known shows the whole of the text', () => {
  const text = 'The flux capacitor of zone 7 is empty. '.repeat(20).trim();
  expect(explainJobEnd(jobOf({ source: '', text, ending: undefined, advice: /x/ })).what).toBe(text);
});

test('what a container said last is shown', () => {
  const text = exited(128, 'StartError', 'exec: "nodee": executable file not found in $PATH');
  const { what } = explainJobEnd(jobOf({ source: '', text, ending: '', advice: /x/ }));
  expect(what).toBe('the container of workerpool0-0 did not start: exec: "nodee": executable file not found in $PATH');
});
