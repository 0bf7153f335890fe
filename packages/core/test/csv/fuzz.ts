/**
 * `pnpm --filter @taxifare/core fuzz --rows 10000000 --mutated 1000000 --garbage 1000000 --seed 1`: random rows, mutated
 * real rows and garbage, through the reader and through csv-parse + Number. Prints what was compared and the first
 * difference; ends with 1 if there is one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SEPARATORS, type Separator } from '../../src/csv/first-record.ts';
import { AWKWARD_COLUMNS, awkwardFile } from './awkward.ts';
import { compare } from './compare.ts';
import { garbage, mutated } from './mutate.ts';
import { seededRandom } from './random.ts';
import type { ReadOptions } from './read-slices.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    mutated: { type: 'string', default: '100000' },
    garbage: { type: 'string', default: '100000' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
  },
});
const random = seededRandom(Number(values.seed));
const REAL = new URL('../../../../../shared/data/kaggle_train_1k.csv', import.meta.url);
const TRIPS = [
  'fare_amount',
  'pickup_longitude',
  'pickup_latitude',
  'dropoff_longitude',
  'dropoff_latitude',
  'passenger_count',
];

function ways(length: number): ReadOptions {
  const cuts = Array.from({ length: random.below(4) }, () => random.below(length)).sort((a, b) => a - b);
  const readBytes = length < 5000 ? random.pick([1, 7, 64]) : random.pick([300, 4096, 65536, 2 ** 18]);
  const most = random.pick([64, 4096, 2 ** 20]);
  return {
    cuts,
    blockBytes: random.pick([64, 1000, 4096, 65536, 2 ** 18]),
    readBytes,
    maxRows: random.oneIn(8) ? random.below(random.pick([3, 50, 5000])) : undefined,
    chunk: () => 1 + random.below(most),
  };
}

function check(
  what: string,
  total: number,
  columns: readonly string[],
  make: (separator: Separator) => Uint8Array,
): void {
  const startMs = performance.now();
  let rows = 0;
  let files = 0;
  let unclosed = 0;
  for (; rows < total; files += 1) {
    const separator = random.oneIn(2) ? ',' : random.pick(SEPARATORS);
    const file = make(separator);
    const { records, difference } = compare(file, columns, { ...ways(file.length), separator });
    if (difference !== undefined) {
      process.stdout.write(`${what}: seed ${values.seed}, file ${files}: ${difference}\n`);
      process.exitCode = 1;
      return;
    }
    rows += records ?? 0;
    unclosed += Number(records === undefined);
    if (files % 500 === 499) process.stderr.write(`${what}: ${rows} rows\r`);
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  process.stdout.write(
    `${what}: ${rows} rows in ${files} files, 0 differences (${unclosed} files end in an open quote), ${seconds} s\n`,
  );
}

process.stdout.write(`seed ${values.seed}\n`);
check('random rows', Number(values.rows), AWKWARD_COLUMNS, (separator) => {
  const text = awkwardFile(random, 1 + random.below(random.pick([40, 6000])), {
    awkwardOneIn: random.pick([3, 20, 1000, 1_000_000_000]),
    malformedOneIn: random.pick([10, 1000, 1_000_000_000]),
    areQuoted: random.oneIn(6),
    lineEnd: random.pick(['\n', '\n', '\r\n']),
    separator,
  });
  return Buffer.from(text);
});
check('garbage', Number(values.garbage), ['a', 'b'], (separator) => {
  const header = random.pick(['a,b\n', 'b,a,c\r\n']).replaceAll(',', separator);
  return garbage(random, header, random.below(random.pick([40, 400, 20_000])));
});
if (existsSync(REAL)) {
  const real = readFileSync(REAL);
  check('mutated real rows', Number(values.mutated), TRIPS, (separator) => {
    const other = separator === ',' ? real : Buffer.from(real.toString('latin1').replaceAll(',', separator), 'latin1');
    return mutated(random, other, random.pick([1, 10, 100, 1000]));
  });
} else process.stdout.write('mutated real rows: SKIPPED, ../shared/data/kaggle_train_1k.csv is not there\n');
