import { ConfigError, type Problem, quote } from '@taxifare/console';
import { withCloud } from '../cloud/cloud.ts';
import type { MachineType } from '../settings/machine-type.ts';
import type { Place } from '../settings/place.ts';
import type { World } from '../world.ts';
import type { Check } from './check.ts';
import { checkAccount } from './check-account.ts';
import { checkBucket, checkBucketAccess } from './check-bucket.ts';
import { checkClock } from './check-clock.ts';
import { checkData } from './check-data.ts';
import { checkJobs, checkLogs } from './check-services.ts';
import { checkBundle, checkNode } from './check-trainer.ts';
import { quotaOf } from './quota-of.ts';

/** What is looked at besides the place. */
export interface SetUp {
  readonly image: string;
  readonly machineType: MachineType;
  readonly data: readonly string[];
}

/** Looks at everything that a submit needs, in the order in which one would mend it, and tells each as it is known. */
export async function checkSetUp(
  { place, setUp, bundleFolder }: { readonly place: Place; readonly setUp: SetUp; readonly bundleFolder: string },
  world: World,
  tell: (check: Check) => void,
): Promise<void> {
  const signal = world.interrupted;
  tell(await checkBundle(bundleFolder));
  tell(checkNode(setUp.image));
  try {
    await withCloud(place, world, async (cloud) => {
      const { credentials, project } = cloud;
      tell({ name: 'credentials', result: 'fine', found: credentials === undefined ? 'none needed here' : 'found' });
      tell({ name: 'project', result: 'fine', found: project });
      tell(await checkJobs(cloud, signal));
      tell(await checkLogs(cloud, signal));
      if (credentials !== undefined) tell(await checkAccount(credentials.client, project, { signal }));
      tell(await checkBucket(cloud, signal));
      tell(await checkBucketAccess(cloud, signal));
      for (const path of setUp.data) tell(await checkData(path, cloud, signal));
      tell(await checkClock(cloud, world));
      tell(quotaOf(cloud, setUp.machineType));
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) tell(ofProblem(problem));
  }
}

function ofProblem({ where, what, got, fix }: Problem): Check {
  const found = got === undefined ? what : `${what}, got ${quote(got)}`;
  return { name: where.replace(/^--/, ''), result: 'wrong', found, fix };
}
