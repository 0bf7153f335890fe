import { resolve } from 'node:path';
import { anyText, text } from '@taxifare/console';
import type { World } from '../world.ts';

export const BUNDLE_OPTIONS = {
  bundle: text("Folder of the trainer's build", { check: anyText, shown: 'apps/trainer/dist/job' }),
};

/** The folder of the bundle to submit. */
export function bundleFolderOf({ bundle }: { readonly bundle: string | undefined }, world: World): string {
  return bundle === undefined ? world.trainerBuild : resolve(world.folder, bundle);
}
