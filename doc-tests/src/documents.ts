import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's root. */
export const ROOT: string = join(import.meta.dirname, '../..');

/** The documents that people work by, as paths from the root. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'data/README.md',
  ...globSync('docs/*.md', { cwd: ROOT }).sort(),
];

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The blocks of code in a document. */
export function blocksOf(document: string): readonly string[] {
  return [...read(document).matchAll(/^```\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
}

/** Every command of the documents, in blocks and in sentences, without comments; each once. */
export function documentedCommands(): readonly string[] {
  const lines = DOCUMENTS.flatMap(blocksOf).flatMap((block) => block.split('\n'));
  const spans = DOCUMENTS.flatMap((path) => [...read(path).matchAll(/`(npx pnpm@12 [^`\n]+)`/g)]);
  const all = [...lines, ...spans.map(([, command = '']) => command)];
  const commands = all.filter((line) => /^(\w+=\S+ )*npx pnpm@12 /.test(line));
  return [...new Set(commands.map((line) => line.replace(/\s+#.*$/, '').trim()))];
}
