import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RunRecord } from './run-record.ts';
import { VERSION } from './version.ts';
import type { World } from './world.ts';

/** What ran: the version, the file's own hash, and the commit where one is known. */
export async function codeIdentity(world: World): Promise<RunRecord['code']> {
  const [program, commit] = await Promise.all([readFile(world.program), commitOf(world)]);
  return { version: VERSION, gitCommit: commit ?? null, sha256: createHash('sha256').update(program).digest('hex') };
}

function commitOf({ env, repository }: World): Promise<string | undefined> {
  if (env.GIT_COMMIT) return Promise.resolve(env.GIT_COMMIT);
  if (repository === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    execFile('git', ['-C', repository, 'rev-parse', 'HEAD'], { timeout: 2000 }, (error, stdout) => {
      resolve(error ? undefined : stdout.trim());
    });
  });
}
