import { ConfigError, type Problem, quote } from '@taxifare/console';
import { withCloud } from '../cloud/cloud.ts';
import { retryingJobs } from '../cloud/retry-calls.ts';
import type { MachineType } from '../settings/machine-type.ts';
import type { Place } from '../settings/place.ts';
import type { World } from '../world.ts';
import type { Check } from './check.ts';
import { checkAccount } from './check-account.ts';
import { checkBucket, checkBucketAccess } from './check-bucket.ts';
import { checkClock } from './check-clock.ts';
import { checkData } from './check-data.ts';
import { checkJobs, checkLogs } from './check-services.ts';
import { checkTrainer } from './check-trainer.ts';
import { quotaOf } from './quota-of.ts';

/** What is looked at besides the place. */
export interface SetUp {
  readonly image: string;
  readonly machineType: MachineType;
  readonly data: readonly string[];
}

/** Looks at everything that a submit needs, in the order in which one would repair it, and reports each as it is known. */
export async function checkSetUp(
  { place, setUp, bundleFolder }: { readonly place: Place; readonly setUp: SetUp; readonly bundleFolder: string },
  world: World,
  report: (check: Check) => void,
): Promise<void> {
  const signal = world.interrupted;
  for (const check of await checkTrainer(bundleFolder, setUp.image)) report(check);
  try {
    await withCloud(place, world, async (cloud) => {
      const { credentials, project } = cloud;
      report({ name: 'credentials', result: 'fine', found: credentials === undefined ? 'none needed here' : 'found' });
      report({ name: 'project', result: 'fine', found: project });
      const api = retryingJobs(await cloud.jobs(), world);
      // All are asked at once, for a cloud that does not answer takes its time with each.
      const checks = [
        checkJobs(api, cloud, signal),
        checkLogs(api, cloud, signal),
        ...(credentials === undefined ? [] : [checkAccount(credentials.client, project, { signal })]),
        checkBucket(cloud, signal),
        checkBucketAccess(cloud, signal),
        ...setUp.data.map((path) => checkData(path, cloud, signal)),
        checkClock(cloud, world),
      ];
      // One that fails later is not to fail before it is waited for.
      for (const check of checks) check.catch(() => {});
      for (const check of checks) report(await check);
      report(quotaOf(cloud, setUp.machineType));
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) report(ofProblem(problem));
  }
}

function ofProblem({ where, what, got, fix }: Problem): Check {
  const found = got === undefined ? what : `${what}, got ${quote(got)}`;
  return { name: where.replace(/^--/, ''), result: 'wrong', found, fix };
}
