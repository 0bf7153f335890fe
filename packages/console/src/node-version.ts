import type { Problem } from './problem.ts';

/** The oldest major version of Node that has all that the programs use, such as zstd and type stripping. */
const OLDEST = 24;

/** The problem of a Node that is too old; `undefined` for one that is not. */
export function problemOfNode(version: string): Problem | undefined {
  if (Number.parseInt(version, 10) >= OLDEST) return undefined;
  const fix =
    'start it with npx pnpm@12, which brings its own, or get one from https://nodejs.org (for jobs: node:24-slim)';
  return { where: 'node', what: `version ${OLDEST} or newer is needed`, got: version, fix };
}
