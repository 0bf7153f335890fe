/**
 * Turborepo: `node scripts/turbo.ts run …`. With `--quiet` it says nothing unless something fails; then all of it, on
 * standard error, as standard output is the data of the program that is built.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const isQuiet = process.argv[2] === '--quiet';
const turbo = spawnSync(join(root, 'node_modules/.bin/turbo'), process.argv.slice(isQuiet ? 3 : 2), {
  cwd: root,
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...(process.stdout.isTTY ? {} : { FORCE_COLOR: '0' }) },
  stdio: isQuiet ? 'pipe' : 'inherit',
  encoding: 'utf8',
});
if (turbo.error !== undefined) throw turbo.error;
if (isQuiet && turbo.status !== 0) process.stderr.write(`${turbo.stdout}${turbo.stderr}`);
// Ended by a signal: as Ctrl+C ends a program.
process.exitCode = turbo.status ?? 130;
