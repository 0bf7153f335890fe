/** `pnpm sample --rows N --seed S`: writes made-up trips, as many as are asked for, in memory that stays the same. */
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import yargs from 'yargs';
import { sampleCsv } from './sample.ts';

const { rows, seed, output, gzip } = await yargs(process.argv.slice(2))
  .scriptName('sample')
  .usage('$0 --rows N [options]\n\nMakes up taxi trips in the columns of the Kaggle file, dirt included.')
  .option('rows', { type: 'number', demandOption: true, requiresArg: true, describe: 'how many' })
  .option('seed', { type: 'number', default: 1, requiresArg: true, describe: 'the same seed, the same bytes' })
  .option('output', { type: 'string', default: '-', requiresArg: true, describe: 'a file; -: standard output' })
  .option('gzip', { type: 'boolean', default: false, describe: 'compress; so do names that end in .gz' })
  .strict()
  .version(false)
  .parseAsync();

try {
  if (!Number.isSafeInteger(rows) || rows < 0) throw new Error(`--rows: wants a whole number, got ${rows}`);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed: wants a whole number, got ${seed}`);
  const copies = (function* () {
    for (const chunk of sampleCsv({ rows, seed })) yield Buffer.from(chunk);
  })();
  const source = Readable.from(copies, { objectMode: false });
  const sink = output === '-' ? process.stdout : createWriteStream(resolve(process.env.INIT_CWD ?? '.', output));
  const isGzip = gzip || output.endsWith('.gz');
  await (isGzip ? pipeline(source, createGzip(), sink) : pipeline(source, sink));
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // Whoever reads the pipe has enough.
  if (code !== 'EPIPE') {
    console.error(`sample: ${error instanceof Error ? error.message : error}`);
    process.exitCode = code === undefined ? 2 : 4;
  }
}
