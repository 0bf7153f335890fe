/**
 * Before what needs the whole workspace: installs what is missing of it. `pnpm --filter trainer start` installs what the
 * trainer needs and no more, and afterwards pnpm takes the workspace for installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folders = globSync('{packages/*,apps/*,bench,doc-tests}/package.json').map(dirname);
if (!folders.every((folder) => existsSync(join(folder, 'node_modules')))) {
  const { status } = spawnSync('pnpm', ['install', '--frozen-lockfile'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
