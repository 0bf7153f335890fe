import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository that a program at apps/trainer/…/… lies in; `undefined` for a bundle that was taken away. */
export function repositoryOf(program: string): string | undefined {
  const root = dirname(dirname(dirname(dirname(program))));
  return existsSync(join(root, 'pnpm-workspace.yaml')) ? root : undefined;
}
