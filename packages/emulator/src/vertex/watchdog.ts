import { type ChildProcess, spawn } from 'node:child_process';

/** A process that outlives this one by a moment, and ends the replicas that it leaves. */
export interface Watchdog {
  watch(group: number): void;
  /** The group has ended by itself. */
  forget(group: number): void;
  close(): void;
}

/**
 * Reads `+ GROUP` and `- GROUP` until its input ends, which it does however the cloud ends: the pipe's other end is the
 * cloud's alone. Then it kills the groups that are left, and whatever still has its HOME below the folder of the jobs.
 */
const SCRIPT = `
trap '' HUP INT QUIT TERM
groups=' '
while read -r change group; do
  case $change in
    +) groups="$groups$group " ;;
    -) groups="\${groups% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 -- "-$group" 2>/dev/null; done
for round in 1 2 3; do
  for found in $(grep -lzF -- "HOME=$1/" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${found#/proc/}
    kill -9 "\${pid%/environ}" 2>/dev/null
  done
done
`;

/** Starts with the first replica. `folder` is where jobs have their folders. */
export function createWatchdog(folder: string): Watchdog {
  let child: ChildProcess | undefined;
  const send = (line: string) => {
    if (child === undefined) {
      child = spawn('/bin/sh', ['-c', SCRIPT, 'watchdog', folder], {
        detached: true,
        env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.unref();
      // Without a shell there is no watchdog; the next start looks for what is left.
      child.on('error', () => {});
      child.stdin?.on('error', () => {});
    }
    child.stdin?.write(line);
  };
  return {
    watch: (group) => send(`+ ${group}\n`),
    forget: (group) => send(`- ${group}\n`),
    close: () => void child?.stdin?.end(),
  };
}
