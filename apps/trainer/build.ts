/**
 * Builds dist/trainer.mjs, the one file that a job runs, and its manifest. The same sources and lockfile give the same
 * bytes: nothing in it tells of time or place.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { lazyPackage } from './lazy-package.ts';
import { pack } from './pack.ts';

const app = dirname(fileURLToPath(import.meta.url));
const repository = join(app, '../..');
const out = join(app, 'dist');
const FILE = 'trainer.mjs';
const MAX_BYTES = 4_000_000;

const bundle = await rolldown({
  input: join(app, 'src/main.ts'),
  platform: 'node',
  external: ['@taxifare/emulator'],
  plugins: [
    // One feature is fitted without a matrix, and that is nearly every run.
    lazyPackage('mathjs', ['inv', 'lusolve'], join(repository, 'packages/core/package.json')),
    // As wide as yargs' own build for browsers has it. The package takes 20 ms to load, to lay out letters.
    {
      name: 'string-width',
      resolveId: (source) => (source === 'string-width' ? '\0string-width' : null),
      load: (id) => (id === '\0string-width' ? 'export default (text) => [...text].length;' : null),
    },
  ],
  // yargs asks where a configuration file lies that a program here has none of.
  transform: { define: { 'import.meta.resolve': 'undefined' } },
  logLevel: 'warn',
});
const { output } = await bundle.generate({
  format: 'cjs',
  minify: true,
  comments: { legal: false },
  chunkFileNames: '[name].js',
  dynamicImportInCjs: false,
});
await bundle.close();
const chunks = output.filter((part) => part.type === 'chunk');
if (chunks.length !== output.length)
  throw new Error(`build: code alone is wanted, got ${output.map(({ fileName }) => fileName)}`);
chunks.sort((a, b) => Number(b.name === 'main') - Number(a.name === 'main'));
const text = pack(chunks.map((chunk) => ({ name: `./${chunk.fileName}`, code: chunk.code })));

const code = Buffer.from(text, 'ascii');
if (code.length > MAX_BYTES)
  throw new Error(`build: the bundle is over its budget of ${MAX_BYTES} bytes, got ${code.length}`);
if (chunks.some((chunk) => chunk.code.includes(repository)))
  throw new Error('build: a path of this machine is in the bundle');

const everything = Object.assign({}, ...chunks.map((chunk) => chunk.modules)) as (typeof chunks)[number]['modules'];
const modules = Object.entries(everything)
  .map(([path, { renderedLength }]) => ({ path: portable(path), bytes: renderedLength }))
  .filter(({ bytes }) => bytes > 0)
  .sort((a, b) => (a.path < b.path ? -1 : 1));
const node = JSON.parse(readFileSync(join(app, 'node_modules/node/package.json'), 'utf8')).version;
const manifest = {
  schemaVersion: 1,
  file: FILE,
  bytes: code.length,
  sha256: createHash('sha256').update(code).digest('hex'),
  node: `>=${node.split('.')[0]}`,
  modules,
  dependencies: dependenciesOf(Object.keys(everything)),
};

mkdirSync(out, { recursive: true });
put(FILE, code);
put('trainer.manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`dist/${FILE} ${code.length} bytes, sha256 ${manifest.sha256.slice(0, 12)}, ${modules.length} modules`);

/** In one step: whoever reads it at the same time sees the old file or the whole new one. */
function put(name: string, content: string | Buffer): void {
  const temporary = join(out, `.${name}.${process.pid}.tmp`);
  writeFileSync(temporary, content);
  renameSync(temporary, join(out, name));
}

/** From the repository's root, or from the package's own folder: the same on every machine. */
function portable(path: string): string {
  const inside = path.replace(/^\0/, '').split('/node_modules/').at(-1) ?? path;
  return inside === path.replace(/^\0/, '') ? relative(repository, path) : inside;
}

function dependenciesOf(paths: readonly string[]): { name: string; version: string; license: string }[] {
  const found = new Map<string, { name: string; version: string; license: string }>();
  for (const path of paths) {
    const match = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(path);
    if (!match?.[1] || found.has(match[1])) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(match[1], 'package.json'), 'utf8'));
    found.set(match[1], {
      name,
      version,
      license: typeof license === 'string' ? license : (license?.type ?? 'unknown'),
    });
  }
  return [...found.values()].sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}
