/**
 * `node packages/core/test/csv/fuzz.ts --rows 10000000 --seed 1`: random files, and a tenth as many mutated real rows,
 * through the reader and through csv-parse + Number. Prints the first difference and ends with 1, or none and 0.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AWKWARD_COLUMNS, awkwardFile } from './awkward.ts';
import { difference } from './compare.ts';
import { mutated } from './mutate.ts';
import { type Random, seededRandom } from './random.ts';
import type { ReadOptions } from './read-slices.ts';
import { twinRecords } from './twin.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const rows = Number(values.rows);
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
  const cuts = Array.from({ length: random.below(4) }, () => random.below(length + 1)).sort((a, b) => a - b);
  const readBytes = length < 5000 ? random.pick([1, 7, 64]) : random.pick([300, 4096, 65536, 2 ** 18]);
  const most = random.pick([64, 4096, 2 ** 20]);
  return {
    cuts,
    blockBytes: random.pick([64, 1000, 4096, 65536, 2 ** 18]),
    readBytes,
    chunk: () => 1 + random.below(most),
  };
}

function check(what: string, total: number, columns: readonly string[], make: (random: Random) => Uint8Array): void {
  let compared = 0;
  let unclosed = 0;
  for (let files = 0; compared < total; files += 1) {
    const file = make(random);
    const problem = difference(file, columns, ways(file.length));
    if (problem !== undefined) {
      process.stdout.write(`${what}, seed ${values.seed}, file ${files}: ${problem}\n`);
      process.exitCode = 1;
      return;
    }
    const read = twinRecords(file)?.length;
    compared += read ?? 0;
    unclosed += Number(read === undefined);
    if (files % 500 === 499) process.stderr.write(`${what}: ${compared} rows\r`);
  }
  process.stdout.write(
    `${what}: ${compared} rows, 0 differences (${unclosed} files with an unclosed quote, refused)\n`,
  );
}

check('random rows', rows, AWKWARD_COLUMNS, () => {
  const text = awkwardFile(random, 1 + random.below(random.pick([40, 6000])), {
    awkwardOneIn: random.pick([3, 20, 1000, 1_000_000_000]),
    malformedOneIn: random.pick([10, 1000, 1_000_000_000]),
    areQuoted: random.oneIn(6),
    lineEnd: random.pick(['\n', '\n', '\r\n']),
  });
  return Buffer.from(text);
});
if (existsSync(REAL)) {
  const real = readFileSync(REAL);
  check('mutated real rows', rows / 10, TRIPS, () => mutated(random, real, random.pick([1, 10, 100, 1000])));
} else process.stdout.write('mutated real rows: SKIPPED, ../shared/data/kaggle_train_1k.csv is not there\n');
