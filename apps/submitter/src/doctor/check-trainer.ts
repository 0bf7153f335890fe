import { ConfigError } from '@taxifare/console';
import { readBundle } from '../package/bundle.ts';
import { nodeOf } from '../settings/warnings.ts';
import type { Check } from './check.ts';

/** The trainer's build, whole and within the budget. */
export async function checkBundle(folder: string): Promise<Check> {
  const name = 'trainer';
  try {
    const { manifest } = await readBundle(folder);
    return { name, result: 'fine', found: `built, sha256 ${manifest.sha256.slice(0, 12)}` };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [problem] = error.problems;
    return {
      name,
      result: 'wrong',
      found: problem === undefined ? 'not built' : `${problem.where}: ${problem.what}`,
      fix: problem?.fix,
    };
  }
}

/** The local Node against the image's, by the image's tag. */
export function checkNode(image: string, local: string = process.versions.node): Check {
  const name = 'node';
  const ours = Number(local.split('.')[0]);
  const theirs = nodeOf(image);
  if (theirs === undefined) {
    return { name, result: 'unknown', found: `${local} here; the name of ${image} does not say which it has` };
  }
  const found = `${local} here, ${theirs} in ${image}`;
  if (theirs === ours) return { name, result: 'fine', found };
  return { name, result: 'wrong', found, fix: `give --image node:${ours}-slim` };
}
