import { expect, test } from 'vitest';
import { createJob } from '../src/job/create-job.ts';
import { customJobOf } from '../src/job/job-spec.ts';
import { samplePlan } from './support/sample-plan.ts';
import { scriptedCloud } from './support/scripted-cloud.ts';

test('a submit that is interrupted before the answer says that the job may be there', async () => {
  const stop = new AbortController();
  const cloud = await scriptedCloud(() => {
    stop.abort(new Error('stop'));
    return 'cut';
  });
  const created = createJob(cloud.api, {
    parent: 'projects/my-project/locations/europe-west1',
    request: customJobOf(samplePlan()),
    place: { project: 'my-project', region: 'europe-west1' },
    world: { sleep: () => Promise.resolve(), interrupted: stop.signal },
    say: () => {},
  });
  await expect(created).rejects.toMatchObject({
    name: 'Interrupted',
    message: expect.stringMatching(/the job may be there all the same; see submitter list$/),
  });
  await cloud.close();
});
