/**
 * Builds dist/trainer.mjs, the one file that a job runs, and its manifest. The same sources and lockfile give the same
 * bytes: nothing in it tells of time or place.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { embedded } from './embedded.ts';

const app = dirname(fileURLToPath(import.meta.url));
const repository = join(app, '../..');
const out = join(app, 'dist');
const FILE = 'trainer.mjs';
const resolveIn = (room: string, name: string) => createRequire(join(repository, room, 'package.json')).resolve(name);
const storage = embedded('@google-cloud/storage', {
  path: resolveIn('packages/gcs', '@google-cloud/storage'),
  names: ['Storage'],
  functions: false,
});
const mathjs = embedded('mathjs', {
  path: resolveIn('packages/core', 'mathjs').replace('/lib/cjs/', '/lib/esm/'),
  names: ['inv', 'lusolve'],
  functions: true,
});
const server = embedded('@hono/node-server', {
  path: resolveIn('apps/trainer', '@hono/node-server').replace(/\.js$/, '.mjs'),
  names: ['createAdaptorServer'],
  functions: true,
});
const MAX_BYTES = 4_000_000;

const bundle = await rolldown({
  input: join(app, 'src/main.ts'),
  platform: 'node',
  external: ['@taxifare/emulator'],
  plugins: [storage.plugin, mathjs.plugin, server.plugin],
  logLevel: 'warn',
});
const { output } = await bundle.generate({
  format: 'esm',
  codeSplitting: false,
  minify: true,
  comments: { legal: false },
});
await bundle.close();
const [chunk] = output;
if (output.length !== 1) throw new Error(`build: one file is wanted, got ${output.map(({ fileName }) => fileName)}`);

const code = Buffer.from(chunk.code);
if (code.length > MAX_BYTES)
  throw new Error(`build: the bundle is over its budget of ${MAX_BYTES} bytes, got ${code.length}`);
if (chunk.code.includes(repository)) throw new Error('build: a path of this machine is in the bundle');

const everything = { ...storage.modules(), ...mathjs.modules(), ...server.modules(), ...chunk.modules };
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
