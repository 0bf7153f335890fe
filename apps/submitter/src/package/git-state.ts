import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface GitState {
  readonly commit: string;
  /** Something in the tree differs from the commit, new files included. */
  readonly dirty: boolean;
}

const run = promisify(execFile);

/** `undefined` outside a repository, or without git. */
export async function gitStateOf(folder: string): Promise<GitState | undefined> {
  try {
    const git = (...args: string[]): Promise<{ stdout: string }> =>
      run('git', ['-C', folder, ...args], { timeout: 10_000 });
    const [head, status] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain')]);
    return { commit: head.stdout.trim(), dirty: status.stdout.trim() !== '' };
  } catch {
    return undefined;
  }
}
