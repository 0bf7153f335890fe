import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import {
  anyText,
  type Command,
  type Edge,
  EXIT,
  flag,
  formatBytes,
  formatSpan,
  numberWithin,
  type Option,
  type Options,
  text,
} from '@taxifare/console';
import { storageErrorOf } from '@taxifare/gcs';
import { sampleCsv } from './sample.ts';

interface SampleOptions extends Options {
  readonly rows: Option<number | undefined>;
  readonly seed: Option<number>;
  readonly output: Option<string>;
  readonly gzip: Option<boolean>;
}

const OPTIONS: SampleOptions = {
  rows: text('Number of rows', { check: numberWithin({ min: 0, isWhole: true, such: 1000 }) }),
  seed: text('Seed; the same one gives the same bytes', {
    check: numberWithin({ isWhole: true, such: 2009 }),
    usual: 1,
  }),
  output: text('File to write; - is standard output', { check: anyText, usual: '-' }),
  gzip: flag('Compress; so do names that end in .gz'),
};

/** `sample`: so many made-up trips by a seed, and at the end a line about them on standard error. */
export const WRITE_SAMPLE: Command<Edge, SampleOptions> = {
  options: OPTIONS,
  check: ({ rows }, { given }) =>
    rows === undefined && given.rows === undefined
      ? [{ where: '--rows', what: 'how many rows?', fix: 'give a number such as 1000' }]
      : [],
  run: async ({ rows = 0, seed, output, gzip }, edge) => {
    const startMs = performance.now();
    let bytes = 0;
    const chunks = (function* () {
      for (const chunk of sampleCsv({ rows, seed })) {
        bytes += chunk.length;
        yield Buffer.from(chunk);
      }
    })();
    const plain = Readable.from(chunks, { objectMode: false });
    const source = gzip || output.endsWith('.gz') ? plain.compose(createGzip()) : plain;
    if (output === '-') for await (const chunk of source) await edge.write(chunk);
    else await save(source, resolve(edge.folder, output), edge.interrupted);
    const size = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}, ${formatBytes(bytes)}`;
    edge.err(`wrote ${size}, seed ${seed}, in ${formatSpan(performance.now() - startMs)}\n`);
    return EXIT.fine;
  },
};

async function save(source: NodeJS.ReadableStream, path: string, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(source, createWriteStream(path), { signal });
  } catch (error) {
    throw storageErrorOf(error, path);
  }
}
