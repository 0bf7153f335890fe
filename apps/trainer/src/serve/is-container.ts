import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether this process runs in a container: Docker and Podman leave a mark, Kubernetes names its service, and the
 * container runtimes mount layers (overlayfs) as the root. `root` is where the file system begins.
 */
export function isContainer(env: Readonly<Record<string, string | undefined>>, root = '/'): boolean {
  if (env.KUBERNETES_SERVICE_HOST) return true;
  if (['.dockerenv', 'run/.containerenv'].some((mark) => existsSync(join(root, mark)))) return true;
  try {
    // proc_pid_mountinfo(5): the fifth field is the mount point; the file system's type follows a lone dash.
    const mounts = readFileSync(join(root, 'proc/self/mountinfo'), 'utf8').split('\n');
    return mounts.some((line) => line.split(' ')[4] === '/' && line.includes(' - overlay '));
  } catch {
    return false;
  }
}
