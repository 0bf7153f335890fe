import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import type { Program } from './program.ts';
import { putFile } from './put-file.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Builds a program to run at home: `dist/NAME.mjs` and `dist/chunks/`, so that a command loads its own code alone. A
 * chunk is named by its contents, and the program by name refers to its chunks: a program that runs meanwhile goes on
 * finding its own, which is why chunks of earlier builds stay for a day. Answers what was built, in
 * words.
 */
export async function buildChunks(program: Program): Promise<string> {
  const out = join(program.folder, 'dist');
  const chunks = await bundle(program, { isSplit: true });
  const [entry, ...others] = chunks.toSorted((a, b) => Number(b.isEntry) - Number(a.isEntry));
  for (const { fileName, code } of others) putFile(join(out, fileName), code);
  // The entry last: nothing that it needs is missing.
  if (entry !== undefined) putFile(join(out, entry.fileName), entry.code);
  removeOldChunks(join(out, 'chunks'), new Set(chunks.map(({ fileName }) => fileName)));
  const bytes = chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
  return `dist/${entry?.fileName} and ${others.length} chunks, ${bytes} bytes`;
}

function removeOldChunks(folder: string, current: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const isOld = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > DAY_MS;
    if (isOld && !current.has(`chunks/${name}`)) rmSync(path, { force: true });
  }
}
