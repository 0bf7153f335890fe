import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildChunks, buildOneFile } from '../src/index.ts';

const DAY_S = 24 * 60 * 60;
let root: string;
let program: { readonly folder: string; readonly name: string };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'taxifare-build-'));
  program = { folder: join(root, 'apps/meter'), name: 'meter' };
  put('node_modules/node/package.json', '{"version": "24.1.2"}');
  put('node_modules/fares/package.json', '{"name": "fares", "version": "1.2.3", "license": "MIT", "type": "module"}');
  put('node_modules/fares/index.js', `export const perKm = 2.5;`);
  put(
    'src/main.ts',
    `if (process.argv[2] === 'price') (await import('./price.ts')).price();\nelse console.log('help');`,
  );
  put('src/price.ts', `import { perKm } from 'fares';\nexport const price = (): void => console.log(perKm * 3);`);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(program.folder, path)), { recursive: true });
  writeFileSync(join(program.folder, path), text);
}

const built = (path: string): string => readFileSync(join(program.folder, 'dist', path), 'utf8');
const chunks = (): string[] => globSync('*', { cwd: join(program.folder, 'dist/chunks') }).sort();
const printedBy = (path: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [join(program.folder, 'dist', path), ...args], { encoding: 'utf8' });

test('buildChunks cuts at dynamic imports, and the chunks run', async () => {
  await buildChunks(program);
  expect(built('meter.mjs')).not.toContain('2.5');
  expect([printedBy('meter.mjs'), printedBy('meter.mjs', 'price')]).toEqual(['help\n', '7.5\n']);
});

test("buildChunks names by contents, so the program's own hash is that of all of it", async () => {
  await buildChunks(program);
  const before = [built('meter.mjs'), chunks()];
  await buildChunks(program);
  expect([built('meter.mjs'), chunks()]).toEqual(before);
  put('node_modules/fares/index.js', `export const perKm = 3;`);
  await buildChunks(program);
  expect(built('meter.mjs')).not.toBe(before[0]);
});

test('buildChunks leaves the chunks of a program that may be running, and removes those a day old', async () => {
  await buildChunks(program);
  const [old] = chunks();
  put('src/price.ts', `export const price = (): void => console.log('nothing');`);
  await buildChunks(program);
  expect(chunks()).toContain(old);
  const past = Date.now() / 1000 - DAY_S - 60;
  for (const name of chunks()) utimesSync(join(program.folder, 'dist/chunks', name), past, past);
  await buildChunks(program);
  expect(chunks()).not.toContain(old);
  expect(printedBy('meter.mjs', 'price')).toBe('nothing\n');
});

test('buildOneFile makes one file that runs alone, and says what is in it', async () => {
  await buildOneFile(program, 'dist/job');
  expect(globSync('*', { cwd: join(program.folder, 'dist/job') }).sort()).toEqual(['meter.manifest.json', 'meter.mjs']);
  rmSync(join(program.folder, 'src'), { recursive: true });
  expect(printedBy('job/meter.mjs', 'price')).toBe('7.5\n');
  const manifest = JSON.parse(built('job/meter.manifest.json'));
  expect(manifest).toMatchObject({ schemaVersion: 1, file: 'meter.mjs', node: '>=24' });
  expect(manifest.bytes).toBe(Buffer.byteLength(built('job/meter.mjs')));
  expect(manifest.dependencies).toEqual([{ name: 'fares', version: '1.2.3', license: 'MIT' }]);
  expect(manifest.modules.map(({ path }: { path: string }) => path)).toContain('apps/meter/src/price.ts');
});

test('a build refuses what names a path of this machine', async () => {
  put('src/price.ts', `export const price = (): void => console.log(${JSON.stringify(program.folder)});`);
  await expect(buildOneFile(program, 'dist/job')).rejects.toThrow('a path of this machine is in the bundle');
});
