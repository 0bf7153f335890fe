import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitCommit } from '../src/artefacts/git-commit.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const ME = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main'];

const withGit = test.skipIf(spawnSync('git', ['--version']).status !== 0);

/** A repository with one commit, and how to ask git itself. */
async function repositoryWithCommit() {
  const folder = await temporaryFolder();
  const git = (...args: string[]) => execFileSync('git', [...ME, '-C', folder, ...args], { encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'one');
  return { folder, git };
}

withGit('the commit is the one that git says, of a branch, of a packed one, of none', async () => {
  const { folder, git } = await repositoryWithCommit();
  const head = git('rev-parse', 'HEAD');
  expect(await gitCommit(folder)).toBe(head);
  git('pack-refs', '--all');
  expect(await gitCommit(folder)).toBe(head);
  git('commit', '--quiet', '--allow-empty', '--message', 'two');
  expect(await gitCommit(folder)).toBe(git('rev-parse', 'HEAD'));
  git('checkout', '--quiet', '--detach', head);
  expect(await gitCommit(folder)).toBe(head);
});

withGit('the commit of a work tree of its own is its own', async () => {
  const { folder, git } = await repositoryWithCommit();
  const tree = join(await temporaryFolder(), 'tree');
  git('worktree', 'add', '--quiet', '-b', 'aside', tree);
  execFileSync('git', [...ME, '-C', tree, 'commit', '--quiet', '--allow-empty', '--message', 'aside']);
  expect(await gitCommit(tree)).toBe(git('rev-parse', 'aside'));
  expect(await gitCommit(tree)).not.toBe(await gitCommit(folder));
});

withGit(
  'there is no commit in a folder without git, before the first, and in files that are something else',
  async () => {
    const folder = await temporaryFolder();
    expect(await gitCommit(folder)).toBeUndefined();
    execFileSync('git', [...ME, '-C', folder, 'init', '--quiet']);
    expect(await gitCommit(folder)).toBeUndefined();
    const other = await temporaryFolder();
    mkdirSync(join(other, '.git'));
    writeFileSync(join(other, '.git/HEAD'), 'ref: refs/heads/../../secret\n');
    expect(await gitCommit(other)).toBeUndefined();
  },
);
