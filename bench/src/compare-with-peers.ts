import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import {
  type Check,
  type Command,
  type Edge,
  EXIT,
  numberWithin,
  type Option,
  type Options,
  text,
  texts,
} from '@taxifare/console';
import { checkAgreement } from './agreement.ts';
import { type Competitor, competitors, SUBMITTER, TRAINER } from './competitors.ts';
import { dataFile } from './data-file.ts';
import { type Measured, measure, median } from './measure.ts';
import { startUps } from './start-up.ts';
import { markdownTable } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const SIZES = [500_000, 5_500_000, 22_000_000];
const whole = numberWithin({ min: 1, isWhole: true, such: 3 });

/** Names of competitors, as they begin. */
const competitor: Check<string> = (where, text) => {
  const names = competitors(2).map(({ name }) => name);
  if (names.some((name) => name.startsWith(text))) return { value: text };
  return { problem: { where, what: 'nobody is called that', got: text, fix: `there is ${names.join(', ')}` } };
};

interface BenchOptions extends Options {
  readonly rows: Option<readonly number[]>;
  readonly threads: Option<number>;
  readonly repeats: Option<number>;
  readonly only: Option<readonly string[]>;
}

/** Over what and how often it is measured. */
export const SIZE_OPTIONS: Pick<BenchOptions, 'rows' | 'threads' | 'repeats'> = {
  rows: texts('Size of a file, a table for each; repeatable', {
    check: numberWithin({ min: 1, isWhole: true, such: 500_000 }),
    usual: SIZES,
  }),
  threads: text('Threads of ours and of the peers', { check: whole, usual: availableParallelism() }),
  repeats: text('Rounds; the median counts', { check: whole, usual: 3 }),
};

const OPTIONS: BenchOptions = {
  ...SIZE_OPTIONS,
  only: texts('Only competitors whose names begin with this; repeatable', { check: competitor }),
};

/** `bench`: tables of sizes by competitors, then of starts. */
export const COMPARE_WITH_PEERS: Command<Edge, BenchOptions> = {
  options: OPTIONS,
  run: async ({ rows, threads, repeats, only }, edge) => {
    const status = buildIfMissing(edge);
    if (status !== EXIT.fine) return status;
    sayMachine(edge);
    const field = competitors(threads).filter(
      ({ name }) => only.length === 0 || only.some((part) => name.startsWith(part)),
    );
    if (!competitors(threads).some(({ name }) => name.startsWith('pandas')))
      edge.err('NOT RUN: pandas + scikit-learn; no python3 has them\n');
    for (const size of rows) edge.out(`${compare(size, field, repeats)}\n`);
    edge.out(`\n## Start to exit, median of 15\n\n${startUps()}\n`);
    return EXIT.fine;
  },
};

/** Builds the programs that are measured where they are not there; answers an exit code. */
export function buildIfMissing(edge: Edge): number {
  if (existsSync(TRAINER) && existsSync(SUBMITTER)) return EXIT.fine;
  edge.err('building the programs that are measured\n');
  const turbo = [join(ROOT, 'scripts/turbo.ts'), '--quiet', 'run', 'build'];
  const { status } = spawnSync(process.execPath, turbo, { stdio: 'inherit' });
  return status ?? EXIT.interrupted;
}

export function sayMachine(edge: Edge): void {
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores`;
  edge.out(`${machine}, Node ${process.versions.node}, ${process.platform}\n`);
}

/** One size, everybody in turn, as a table. */
export function compare(size: number, field: readonly Competitor[], repeats: number): string {
  const { path, bytes } = dataFile(join(ROOT, 'bench/data'), size);
  const runs = new Map<Competitor, Measured[]>();
  const running = field.filter(({ maxRows }) => size <= maxRows);
  // One round that does not count brings the file into the page cache.
  for (const competitor of running.slice(0, 1)) measure(competitor, path);
  for (let round = 0; round < repeats; round++) {
    for (const competitor of running)
      runs.set(competitor, [...(runs.get(competitor) ?? []), measure(competitor, path)]);
  }
  // The limit stands first where it is measured, and ours at its best after it.
  const best = running.find(({ name }) => name.startsWith('taxifare') || name === 'file');
  const ours = best === undefined ? undefined : runs.get(best);
  const wallOf = (all: readonly Measured[]) => median(all.map(({ wallSeconds }) => wallSeconds));
  const table = running.map((competitor) => {
    const all = runs.get(competitor) ?? [];
    const wall = wallOf(all);
    const cpu = median(all.map(({ cpuSeconds }) => cpuSeconds));
    const [first] = all;
    const isLimit = first?.result.n === 0;
    const difference =
      first && ours?.[0] && !isLimit ? checkAgreement(competitor.name, first.result, ours[0].result) : undefined;
    return [
      competitor.name,
      `${competitor.threads}`,
      wall.toFixed(2),
      cpu.toFixed(2),
      ((cpu / size) * 1e9).toFixed(0),
      Math.max(...all.map(({ peakMb }) => peakMb)).toFixed(0),
      (size / wall / 1e6).toFixed(2),
      (bytes / wall / 1e6).toFixed(0),
      ours === undefined ? '' : `${(wall / wallOf(ours)).toFixed(2)}x`,
      difference === undefined ? '' : difference.toExponential(0),
    ];
  });
  const head = [
    '',
    'threads',
    'wall s',
    'CPU s',
    'CPU ns/row',
    'peak MB',
    'M rows/s',
    'MB/s',
    'to ours',
    'C differs by',
  ];
  return `\n## ${size.toLocaleString('en-US')} rows, ${(bytes / 1e6).toFixed(0)} MB\n\n${markdownTable(head, table)}`;
}
