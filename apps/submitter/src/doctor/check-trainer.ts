import { ConfigError } from '@taxifare/console';
import { type BundleManifest, readBundle } from '../package/bundle.ts';
import { nodeOf, oldestNodeOf } from '../package/node-in-image.ts';
import type { Check } from './check.ts';

/** The trainer's build, whole and within the budget, and the image's Node against the one that it was built for. */
export async function checkTrainer(folder: string, image: string): Promise<readonly Check[]> {
  const name = 'trainer';
  try {
    const { manifest } = await readBundle(folder);
    const found = `built, sha256 ${manifest.sha256.slice(0, 12)}`;
    return [{ name, result: 'fine', found }, checkNode(image, manifest)];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [problem] = error.problems;
    const found = problem === undefined ? 'not built' : `${problem.where}: ${problem.what}`;
    return [{ name, result: 'wrong', found, fix: problem?.fix }];
  }
}

function checkNode(image: string, manifest: BundleManifest): Check {
  const name = 'node';
  const [theirs, oldest = 0] = [nodeOf(image), oldestNodeOf(manifest)];
  const wanted = `the trainer was built for ${manifest.node}`;
  if (theirs === undefined) {
    return { name, result: 'unknown', found: `${wanted}; the name of ${image} does not say which it has` };
  }
  const found = `${theirs} in ${image}; ${wanted}`;
  if (theirs >= oldest) return { name, result: 'fine', found };
  return { name, result: 'wrong', found, fix: `give --image node:${oldest}-slim` };
}
