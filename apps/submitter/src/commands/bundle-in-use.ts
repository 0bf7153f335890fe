import { resolve } from 'node:path';
import { type Bundle, readBundle } from '../package/bundle.ts';
import { given, type Inputs } from '../settings/inputs.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { World } from '../world.ts';

/** The bundle to submit; where there is none that is whole, the problem goes into `inputs`. */
export async function readBundleInUse(inputs: Inputs, world: World): Promise<Bundle | undefined> {
  const folder = given(inputs, 'bundle');
  try {
    return await readBundle(folder === undefined ? world.trainerBuild : resolve(world.folder, folder.text));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    inputs.problems.push(...error.problems);
    return undefined;
  }
}
