/** Builds dist/submitter.mjs and its chunks: a command's own file, and the clients that it needs, load when it runs. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const app = dirname(fileURLToPath(import.meta.url));
const out = join(app, 'dist');
const bundle = await rolldown({
  input: { submitter: join(app, 'src/main.ts') },
  platform: 'node',
  external: ['@taxifare/emulator'],
  plugins: [
    // As wide as yargs' own build for browsers has it. The package takes 20 ms to load, to lay out letters.
    {
      name: 'string-width',
      resolveId: (source) => (source === 'string-width' ? '\0string-width' : null),
      load: (id) => (id === '\0string-width' ? 'export default (text) => [...text].length;' : null),
    },
  ],
  logLevel: 'warn',
});
rmSync(join(out, 'chunks'), { recursive: true, force: true });
const { output } = await bundle.write({
  dir: out,
  format: 'esm',
  // proto3-json-serializer knows a 64-bit number by its class's name, `Long`: names stay.
  minify: { mangle: false },
  comments: { legal: false },
  entryFileNames: '[name].mjs',
  chunkFileNames: 'chunks/[name]-[hash].mjs',
});
await bundle.close();
const bytes = output.reduce((sum, file) => sum + (file.type === 'chunk' ? file.code.length : file.source.length), 0);
console.log(`dist/submitter.mjs and ${output.length - 1} chunks, ${bytes} bytes`);
