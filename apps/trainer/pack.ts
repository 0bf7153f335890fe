/**
 * BE ADVISED. The program is many chunks in one file: a loader, and after it the chunks in a comment. V8 reads through
 * every function of a module before it runs the first, and Node loads every built-in that one of them imports; a comment
 * it skips at 100 MB/s. So each chunk is cut out of the file and compiled when it is first asked for: a `--help` takes
 * 146 ms in place of 260, a training on 1,000 rows 224 in place of 359, where an empty script takes 80.
 *
 * What bites: the loader addresses the file by bytes, so that all of it has to be ASCII; chunks are CommonJS, as a
 * compiled function sees no `import` statements; a dynamic import of a package is Node's own. A chunk that is large and
 * rare is compressed. The tests of the built bundle tell you.
 */
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';

export interface Chunk {
  /** What the other chunks require it as, `./NAME.js`. */
  readonly name: string;
  /** CommonJS. */
  readonly code: string;
}

/** Larger chunks are compressed: those of Google's client, which only who needs a bucket loads. */
const MAX_PLAIN_CHARACTERS = 150_000;

/** One module that runs the first of the chunks. The same chunks give the same bytes. */
export function pack(chunks: readonly Chunk[]): string {
  let body = '';
  const index = chunks.map(({ name, code }) => {
    const text = code.replace(/[^\0-~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const isPacked = text.length > MAX_PLAIN_CHARACTERS;
    const part = isPacked ? brotliCompressSync(text).toString('base64') : text.replaceAll('*/', '*\x7f/');
    const at = body.length;
    body += `${part}\n`;
    return [name, at, part.length, isPacked];
  });
  const mark = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `${loader(JSON.stringify(index), mark, body.length)}\n/*${mark}\n${body}*/\n`;
}

/** Finds its own text where the file ends: what is before it is as long as it is. */
function loader(index: string, mark: string, length: number): string {
  return `
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
const file = fileURLToPath(import.meta.url);
const bytes = readFileSync(file);
const start = bytes.length - ${length + '*/\n'.length};
if (bytes.latin1Slice(start - ${mark.length + 1}, start - 1) !== '${mark}')
  throw new Error(file + ': another program took its place while it started; start it again');
const chunks = new Map(${index}.map(([name, at, length, isPacked]) => [name, { at: start + at, length, isPacked }]));
const require = createRequire(file);
function load(name) {
  const chunk = chunks.get(name);
  if (chunk === undefined) return require(name);
  if (chunk.exports !== undefined) return chunk.exports;
  const text = bytes.latin1Slice(chunk.at, chunk.at + chunk.length);
  const code = chunk.isPacked
    ? require('node:zlib').brotliDecompressSync(Buffer.from(text, 'base64')).latin1Slice()
    : text.replaceAll('*\\x7f/', '*/');
  const names = ['exports', 'require', 'module', '__filename'];
  const compiled = compileFunction(code, names, { filename: file + name.slice(1) });
  const module = { exports: (chunk.exports = {}) };
  compiled(module.exports, load, module, file);
  return (chunk.exports = module.exports);
}
load(chunks.keys().next().value);
`.trim();
}
