import { join } from 'node:path';
import { type OutputChunk, rolldown } from 'rolldown';
import type { Program } from './program.ts';

/**
 * Bundles a program, the one configuration of every build. `isSplit`: a chunk for each dynamic import, but for what goes
 * together; else all of it in one. The same sources and lockfile give the same text: nothing in it tells of time or place. Throws where something
 * other than code comes out, or where a path of this machine is in it.
 */
export async function bundle(program: Program, { isSplit }: { readonly isSplit: boolean }): Promise<OutputChunk[]> {
  const bundled = await rolldown({
    input: { [program.name]: join(program.folder, 'src/main.ts') },
    platform: 'node',
    // The local cloud runs from its sources, and never leaves the repository.
    external: ['@taxifare/emulator'],
    plugins: [
      // As wide as yargs' own build for browsers has it. The package takes 20 ms to load, to lay out letters.
      {
        name: 'string-width',
        resolveId: (source) => (source === 'string-width' ? '\0string-width' : null),
        load: (id) => (id === '\0string-width' ? 'export default (text) => [...text].length;' : null),
      },
    ],
    // Google's CommonJS packages ask where they lie; nothing of theirs that is used reads files there.
    transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
    logLevel: 'warn',
  });
  const together = Object.entries(program.together ?? {});
  const groups = together.map(([name, test], i) => ({ name, test, priority: together.length - i }));
  const { output } = await bundled.generate({
    format: 'esm',
    codeSplitting: isSplit && { groups },
    // proto3-json-serializer knows a 64-bit number by its class's name, `Long`: names stay.
    minify: { mangle: false },
    comments: { legal: false },
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
  });
  await bundled.close();
  const chunks = output.filter((part) => part.type === 'chunk');
  if (chunks.length !== output.length)
    throw new Error(`build: code alone is wanted, got ${output.map(({ fileName }) => fileName)}`);
  if (chunks.some(({ code }) => code.includes(program.folder)))
    throw new Error('build: a path of this machine is in the bundle');
  return chunks;
}
