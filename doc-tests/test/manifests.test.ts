import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, read } from '../src/documents.ts';

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifestIn = (folder: string): Manifest => JSON.parse(read(join(folder, 'package.json')));
const folders = globSync('{package.json,{packages,apps}/*/package.json,{bench,doc-tests,tools}/package.json}', {
  cwd: ROOT,
}).map((path) => dirname(path));
const folderOf = new Map(folders.map((folder) => [manifestIn(folder).name, folder]));

/** A step of a script: a program, and what it is given. */
interface Step {
  readonly folder: string;
  readonly script: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** The steps of every script, `cd` followed and variables apart. */
const steps = folders.flatMap((folder) =>
  Object.entries(manifestIn(folder).scripts ?? {}).flatMap(([name, line]) => {
    let here = folder;
    return line.split(' && ').flatMap((step): Step[] => {
      const [program = '', ...args] = step.split(' ').filter((word) => !/^\w+=/.test(word));
      if (program === 'cd') here = join(here, args[0] ?? '');
      return program === 'cd' ? [] : [{ folder: here, script: `${folder}: ${name}`, program, args }];
    });
  }),
);

const dependenciesOf = (script: string): readonly string[] => {
  const { dependencies, devDependencies } = manifestIn(script.split(': ')[0] ?? '.');
  return Object.keys({ ...dependencies, ...devDependencies });
};

/** The programs that a package brings: from its own manifest; by its name where it is not installed, as tools/ may be. */
function programsOf(dependency: string, folder: string): readonly string[] {
  const path = join(ROOT, folder, 'node_modules', dependency, 'package.json');
  if (!existsSync(path)) return folder === 'tools' ? [dependency.replace(/^@[^/]+\//, '')] : [];
  const { bin } = JSON.parse(read(join(folder, 'node_modules', dependency, 'package.json')));
  return typeof bin === 'string' ? [dependency.replace(/^@[^/]+\//, '')] : Object.keys(bin ?? {});
}

test.each(steps)('$script runs $program, which its package depends on', ({ script, program }) => {
  // pnpm is what runs the script.
  if (program === 'pnpm') return;
  const folder = script.split(': ')[0] ?? '.';
  const brought = dependenciesOf(script).flatMap((dependency) => programsOf(dependency, folder));
  const isRootTool = folder !== '.' && programsOf(program, '.').includes(program);
  expect(brought.includes(program) || isRootTool, `${program} among ${brought}`).toBe(true);
});

test.each(steps.filter(({ program }) => program === 'node'))(
  '$script runs $args.0, which is there, and whose package it depends on',
  ({ script, folder, args: [path = ''] }) => {
    const file = join(folder, path);
    const owner = folders.find((each) => each !== '.' && file.startsWith(`${each}/`));
    expect(existsSync(join(ROOT, file)) || file.includes('/dist/'), file).toBe(true);
    const from = script.split(': ')[0] ?? '.';
    // The root's scripts install the whole workspace first, and everybody may use the root's.
    if (owner === undefined || from === '.' || owner === from) return;
    expect(dependenciesOf(script)).toContain(manifestIn(owner).name);
  },
);

test.each(steps.filter(({ args }) => args.some((arg) => arg.startsWith('--filter='))))(
  '$script builds a program that is its own or that it depends on',
  ({ script, args }) => {
    const name = args.find((arg) => arg.startsWith('--filter='))?.slice('--filter='.length) ?? '';
    expect(folderOf.has(name), name).toBe(true);
    const from = script.split(': ')[0] ?? '.';
    if (from !== '.' && manifestIn(from).name !== name) expect(dependenciesOf(script)).toContain(name);
  },
);

test('a script of the root installs the rest of the workspace before it uses it', () => {
  const own = ['check:repo', 'fix'];
  for (const [name, line] of Object.entries(manifestIn('.').scripts ?? {}))
    if (!own.includes(name)) expect(line, name).toMatch(/^node scripts\/install-rest\.ts && /);
});

test('the submitter brings the trainer, which it submits', () => {
  expect(Object.keys(manifestIn('apps/submitter').devDependencies ?? {})).toContain('trainer');
});

test('the file that a job runs has one version of each package in it', () => {
  const { dependencies } = JSON.parse(read('apps/trainer/dist/job/trainer.manifest.json'));
  const names: readonly string[] = dependencies.map(({ name }: { name: string }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  expect(names).toContain('gaxios');
});

test('one bundler is installed', () => {
  const versions = [...read('pnpm-lock.yaml').matchAll(/^ {2}rolldown@([^(:]+)/gm)].map(([, version]) => version);
  expect(new Set(versions).size).toBe(1);
});

test('the Node that is added for the usual machines is the one that everything runs under', () => {
  const workspace = read('pnpm-workspace.yaml');
  const version = /^ {2}node: (\S+)$/m.exec(workspace)?.[1] ?? '';
  const added = [...workspace.matchAll(/^ {6}node-\S+: (\S+)$/gm)].map(([, each]) => each);
  expect(added.length).toBeGreaterThan(0);
  expect(
    new Set([...added, /^ {2}node@(\S+):$/m.exec(workspace)?.[1], /^nodeVersion: (\S+)$/m.exec(workspace)?.[1]]),
  ).toEqual(new Set([version]));
});
