import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { manifestOf } from './manifest-of.ts';
import type { Program } from './program.ts';
import { putFile } from './put-file.ts';

/** Builds a program to send away: one file that runs alone, and beside it the manifest of what went in. In `to`. Answers what was built, in words. */
export async function buildOneFile(program: Program, to: string): Promise<string> {
  const [chunk, ...others] = await bundle(program, { isSplit: false });
  if (chunk === undefined || others.length > 0)
    throw new Error(`build: one file is wanted, got ${others.length + 1} chunks`);
  const manifest = {
    schemaVersion: 1,
    file: chunk.fileName,
    bytes: Buffer.byteLength(chunk.code),
    sha256: createHash('sha256').update(chunk.code).digest('hex'),
    ...manifestOf(chunk, program),
  };
  putFile(join(program.folder, to, chunk.fileName), chunk.code);
  putFile(join(program.folder, to, `${program.name}.manifest.json`), `${JSON.stringify(manifest, null, 2)}\n`);
  const what = `${manifest.bytes} bytes, sha256 ${manifest.sha256.slice(0, 12)}, ${manifest.modules.length} modules`;
  return `${to}/${chunk.fileName} ${what}`;
}
