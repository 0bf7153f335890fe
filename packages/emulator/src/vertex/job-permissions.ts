import { realpathSync } from 'node:fs';

/** Where a container's image has its programs and the system what it tells of itself. */
const SYSTEM_FOLDERS = [
  ...['bin', 'dev', 'etc', 'lib', 'lib64', 'opt', 'proc', 'run', 'sbin', 'sys', 'usr'],
  // macOS.
  ...['Library', 'System', 'private/etc'],
].map((name) => `/${name}`);

/**
 * Options with which Node keeps a job's program from the files of this machine: as in its container, it reads what the
 * image has, and has its own folder to itself ("Permissions", Node.js documentation). It is no cage, but what only works
 * here does not work here either: a program that Node starts is under no such rule.
 */
export function permissionsOf(folder: string): readonly string[] {
  const own = [...new Set([folder, realpathSync(folder)])];
  // Node 25 asks for the network as well.
  const more = ['--allow-net'].filter((option) => process.allowedNodeEnvironmentFlags.has(option));
  return [
    '--permission',
    ...['--allow-addons', '--allow-child-process', '--allow-wasi', '--allow-worker', ...more],
    ...[...own, ...SYSTEM_FOLDERS].map((path) => `--allow-fs-read=${path}`),
    ...[...own, '/dev'].map((path) => `--allow-fs-write=${path}`),
    // Of each of the options above.
    '--disable-warning=SecurityWarning',
  ];
}
