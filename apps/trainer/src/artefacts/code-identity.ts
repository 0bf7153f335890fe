import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { VERSION } from '../version.ts';
import type { World } from '../world.ts';
import { gitCommit } from './git-commit.ts';
import type { RunRecord } from './run-record.ts';

/** What ran: the version, the file's own hash, and the commit where one is known. */
export async function codeIdentity({
  env,
  program,
  repository,
}: Pick<World, 'env' | 'program' | 'repository'>): Promise<RunRecord['code']> {
  const [code, commit] = await Promise.all([
    readFile(program),
    env.GIT_COMMIT || (repository === undefined ? undefined : gitCommit(repository)),
  ]);
  return { version: VERSION, gitCommit: commit ?? null, sha256: createHash('sha256').update(code).digest('hex') };
}
