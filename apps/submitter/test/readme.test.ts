import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'data/README.md', ...globSync('docs/*.md', { cwd: ROOT })];
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface PackageFile {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
}

const packages = globSync('{package.json,{packages,apps}/*/package.json,bench/package.json}', { cwd: ROOT }).map(
  (path): PackageFile => JSON.parse(read(path)),
);
const rootScripts = packages.find(({ name }) => name === 'taxifare')?.scripts ?? {};
const helpOf = (app: string, ...args: string[]) =>
  execFileSync(process.execPath, [join(ROOT, `apps/${app}/dist/${app}.mjs`), ...args, '--help'], { encoding: 'utf8' });

const commands = DOCUMENTS.flatMap((document) =>
  [...read(document).matchAll(/^```\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n').filter((line) => /\bpnpm(@12)? /.test(line)),
  ),
);

test.each(commands)('the documents name a command that there is: %s', (line) => {
  const [, filter, script = '', rest = ''] = /pnpm(?:@12)? (?:--filter (\S+) )?(\S+)(.*)$/.exec(line) ?? [];
  const scripts = filter === undefined ? rootScripts : packages.find(({ name }) => name === filter)?.scripts;
  expect(scripts?.[script], `script ${script} of ${filter ?? 'the root'}`).toBeDefined();
  if (filter !== 'trainer' && filter !== 'submitter') return;
  const words = rest.trim().split(/\s+/);
  const command = script === 'start' || script === 'test' ? [] : script === 'submitter' ? [words[0] ?? ''] : [script];
  const [own = '', others = ''] = rest.split(' -- ');
  const help = script === 'test' ? '' : helpOf(filter, ...command);
  for (const option of own.match(/--[a-z-]+/g) ?? []) expect(help, option).toContain(option.replace('--no-', '--'));
  for (const option of others.match(/--[a-z-]+/g) ?? []) expect(helpOf('trainer'), option).toContain(option);
});

test.each(DOCUMENTS)('every file that %s links to is there', (document) => {
  for (const [, target = ''] of read(document).matchAll(/\]\((?!https?:|#)([^)]+)\)/g)) {
    expect(existsSync(join(ROOT, dirname(document), target)), target).toBe(true);
  }
});
