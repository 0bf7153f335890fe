import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { OutputChunk } from 'rolldown';
import type { Program } from './program.ts';

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

interface Contents {
  /** The Node that it was built with, as a range. */
  readonly node: string;
  /** By path from the repository, or from the package's own folder; bytes before minifying. */
  readonly modules: readonly { readonly path: string; readonly bytes: number }[];
  readonly dependencies: readonly Dependency[];
}

/** The manifest of a chunk: what went in, the same on every machine. */
export function manifestOf(chunk: OutputChunk, { folder }: Program): Contents {
  const repository = join(folder, '../..');
  const modules = Object.entries(chunk.modules)
    .map(([path, { renderedLength }]) => ({ path: portable(path, repository), bytes: renderedLength }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const node: string = JSON.parse(readFileSync(join(folder, 'node_modules/node/package.json'), 'utf8')).version;
  return { node: `>=${node.split('.')[0]}`, modules, dependencies: dependenciesOf(Object.keys(chunk.modules)) };
}

function portable(path: string, repository: string): string {
  const plain = path.replace(/^\0/, '');
  const inside = plain.split('/node_modules/').at(-1) ?? plain;
  return inside === plain && plain.startsWith('/') ? relative(repository, plain) : inside;
}

function dependenciesOf(paths: readonly string[]): Dependency[] {
  const found = new Map<string, Dependency>();
  for (const path of paths) {
    const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
    if (folder === undefined || found.has(folder)) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    found.set(folder, {
      name,
      version,
      license: typeof license === 'string' ? license : (license?.type ?? 'unknown'),
    });
  }
  return [...found.values()].sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}
