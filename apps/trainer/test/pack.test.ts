import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Chunk, pack } from '../pack.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** Packs the chunks and runs the file; answers what it prints. */
async function printedBy(chunks: readonly Chunk[]): Promise<{ readonly text: string; readonly out: string }> {
  const file = join(await temporaryFolder(), 'packed.mjs');
  const text = pack(chunks);
  writeFileSync(file, text);
  return { text, out: execFileSync(process.execPath, [file], { encoding: 'utf8' }) };
}

const PRINTS = (expression: string): Chunk => ({ name: './main.js', code: `console.log(${expression});` });

test('a packed program runs its first chunk, and the others when they are required, once', async () => {
  const { out } = await printedBy([
    { name: './main.js', code: `console.log('first'); console.log(require('./other.js') === require('./other.js'));` },
    { name: './other.js', code: `console.log('other'); exports.value = 1;` },
    { name: './never.js', code: 'this is no JavaScript' },
  ]);
  expect(out).toBe('first\nother\ntrue\n');
});

test('a packed program is ASCII, and its texts are what they were', async () => {
  const { text, out } = await printedBy([
    PRINTS(`'5 × 2.75 → 13.75 \u{1f695}', /^\u00e9$/.test('\u00e9'), \`\u2212\``),
  ]);
  expect(/^[\n -\x7f]*$/.test(text)).toBe(true);
  expect(out).toBe('5 × 2.75 → 13.75 \u{1f695} true \u2212\n');
});

test('what would end a comment is only text in a packed program', async () => {
  const { out } = await printedBy([PRINTS(`'*/*', /a*/.source`)]);
  expect(out).toBe('*/* a*\n');
});

test('a large chunk is compressed, and runs all the same', async () => {
  const { text, out } = await printedBy([PRINTS(`'${'taxi '.repeat(100_000)}'.length`)]);
  expect(text.length).toBeLessThan(10_000);
  expect(out).toBe('500000\n');
});

test('a packed program requires built-ins, and refuses to run chunks of another', async () => {
  const { text } = await printedBy([PRINTS(`require('node:path').sep.length`)]);
  const file = join(await temporaryFolder(), 'packed.mjs');
  // As if the file had been replaced between Node's reading it and its own.
  writeFileSync(file, text.replace(/\/\*[0-9a-f]{16}/, '/*0000000000000000'));
  expect(readFileSync(file, 'utf8')).not.toBe(text);
  expect(() => execFileSync(process.execPath, [file], { stdio: 'pipe' })).toThrow('another program took its place');
});
