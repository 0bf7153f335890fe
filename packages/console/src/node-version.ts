import type { Problem } from './problem.ts';

/** The first with all that the programs use: zstd and type stripping without a flag among them. */
const OLDEST = 24;

/** What is wrong with running under this version of Node; `undefined` where nothing is. */
export function problemOfNode(version: string): Problem | undefined {
  if (Number.parseInt(version, 10) >= OLDEST) return undefined;
  const fix =
    'start it with npx pnpm@12, which brings its own, or get one from https://nodejs.org (for jobs: node:24-slim)';
  return { where: 'node', what: `version ${OLDEST} or newer is needed`, got: version, fix };
}
