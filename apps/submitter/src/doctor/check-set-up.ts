import { withCloud } from '../cloud/cloud.ts';
import { DEFAULT_DATA, DEFAULT_IMAGE, DEFAULT_MACHINE } from '../job/read-job-options.ts';
import { given, givenList, type Inputs, take } from '../settings/inputs.ts';
import { checkMachineType, type MachineType } from '../settings/machine-type.ts';
import type { Place } from '../settings/place.ts';
import { checkImage } from '../settings/resource-names.ts';
import { UsageError } from '../settings/usage-error.ts';
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

/** The set-up in question; problems go into `inputs`. */
export function readSetUp(inputs: Inputs): SetUp {
  const image = given(inputs, 'image', 'RUNTIME_IMAGE');
  const machine = given(inputs, 'machine-type');
  const data = givenList(inputs, 'data').map(({ text }) => text);
  return {
    image: (image && take(inputs, checkImage(image))) ?? DEFAULT_IMAGE,
    machineType: (machine && take(inputs, checkMachineType(machine.where, machine.text))) ?? DEFAULT_MACHINE,
    data: data.length > 0 ? data : [inputs.env.BUCKET_TRAIN_DATA_PATH || DEFAULT_DATA],
  };
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
    if (!(error instanceof UsageError)) throw error;
    for (const problem of error.problems) tell(ofProblem(problem));
  }
}

/** `where: what; fix` as a check. */
function ofProblem(problem: string): Check {
  const [, where = 'set-up', found = problem, fix] = /^(?:--)?([\w-]+): (.*?)(?:; (.*))?$/s.exec(problem) ?? [];
  return { name: where, result: 'wrong', found, fix };
}
