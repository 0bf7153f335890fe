import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EXIT_CODES } from '@taxifare/console';
import { expect, test } from 'vitest';
import { blocksOf, DOCUMENTS, documentedCommands, ROOT, read } from '../src/documents.ts';

interface PackageFile {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

const packages = globSync('{package.json,{packages,apps}/*/package.json,{bench,doc-tests}/package.json}', {
  cwd: ROOT,
}).map((path): PackageFile => JSON.parse(read(path)));
const rootScripts = packages.find(({ name }) => name === 'taxifare')?.scripts ?? {};
const helpOf = (app: string, ...args: string[]) =>
  execFileSync(process.execPath, [join(ROOT, `apps/${app}/dist/${app}.mjs`), ...args, '--help'], { encoding: 'utf8' });

test.each(documentedCommands())('the documents name a command that there is: %s', (line) => {
  const [, filter, script = '', rest = ''] = /pnpm@12 (?:-w )?(?:--filter (\S+) )?(\S+)(.*)$/.exec(line) ?? [];
  const scripts = filter === undefined ? rootScripts : packages.find(({ name }) => name === filter)?.scripts;
  expect(scripts?.[script], `script ${script} of ${filter ?? 'the root'}`).toBeDefined();
  const app = filter ?? script;
  if (script === 'test' || (app !== 'trainer' && app !== 'submitter')) return;
  const [word = ''] = rest.trim().split(/\s+/);
  const command = script === 'submit' ? 'submit' : word;
  const [own = '', others = ''] = rest.split(' -- ');
  const help = helpOf(app, ...(/^\w+$/.test(command) ? [command] : []));
  for (const option of own.match(/--[a-z-]+/g) ?? []) expect(help, option).toContain(option.replace('--no-', '--'));
  for (const option of others.match(/--[a-z-]+/g) ?? []) expect(helpOf('trainer'), option).toContain(option);
});

test('the documents name no pnpm that has to be installed', () => {
  const bare = DOCUMENTS.flatMap(blocksOf).flatMap((block) => block.match(/^(?:\w+=\S+ )*pnpm .*$/gm) ?? []);
  expect(bare).toEqual([]);
});

test.each(DOCUMENTS)('every file that %s links to is there', (document) => {
  for (const [, target = ''] of read(document).matchAll(/\]\((?!https?:|#)([^)]+)\)/g)) {
    expect(existsSync(join(ROOT, dirname(document), target)), target).toBe(true);
  }
});

test('the README has the exit codes that the programs have', () => {
  const rows = [...read('README.md').matchAll(/^\| (\d+) +\| (.*?) +\| (.*?) +\|$/gm)];
  const inTable = rows.filter(([line]) => !line.includes('](')).map(([, code, meaning, who]) => [code, meaning, who]);
  const inCode = EXIT_CODES.map(({ code, meaning, whoActs }) => [`${code}`, meaning, whoActs]);
  expect(inTable).toEqual(inCode);
});

test('every folder of code has a row among the rooms of the README', () => {
  for (const folder of [...globSync('{packages,apps}/*', { cwd: ROOT }), 'bench', 'doc-tests'])
    expect(read('README.md'), folder).toContain(`| [${folder}](${folder})`);
});

test('the README shows what the first command prints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-readme-'));
  try {
    const env = { PATH: process.env.PATH, HOME: folder, TAXIFARE_LOCAL_CLOUD: join(folder, '.local-cloud') };
    const program = join(ROOT, 'apps/trainer/dist/trainer.mjs');
    const out = execFileSync(process.execPath, [program], { encoding: 'utf8', cwd: folder, env });
    const [, shown = ''] = blocksOf('README.md');
    const plain = (text: string) => text.replace(/\d+(\.\d+)? m?s\b(, [\d,]+ rows\/s)?/g, 'so long');
    expect(plain(shown)).toBe(plain(out.replaceAll(folder, '/home/you/taxifare')));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
