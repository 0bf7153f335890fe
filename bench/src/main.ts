/**
 * `pnpm bench`: ours and the peers in turn on the same made-up file, each as a process of its own, medians of several
 * rounds; then how long a start takes. Only the ratios within one run mean anything.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yargs from 'yargs';
import { checkAgreement } from './agreement.ts';
import { type Competitor, competitors, SUBMITTER, TRAINER } from './competitors.ts';
import { dataFile } from './data-file.ts';
import { type Measured, measure, median } from './measure.ts';
import { startUps } from './start-up.ts';
import { markdownTable } from './table.ts';

const { rows, threads, repeats, only } = await yargs(process.argv.slice(2))
  .scriptName('bench')
  .option('rows', { type: 'string', default: '500000,5500000,22000000', describe: 'sizes, one table each' })
  .option('threads', { type: 'number', default: availableParallelism(), describe: 'for ours and for the peers' })
  .option('repeats', { type: 'number', default: 3, describe: 'rounds; the median counts' })
  .option('only', { type: 'string', default: '', describe: 'names to run, separated by commas' })
  .strict()
  .version(false)
  .parseAsync();

const here = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(TRAINER) || !existsSync(SUBMITTER)) {
  console.error('building the programs that are measured');
  spawnSync('turbo', ['run', 'build', '--output-logs=errors-only'], { stdio: 'inherit', cwd: join(here, '..') });
}
console.log(
  `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.versions.node}, ${process.platform}`,
);
const wanted = only.split(',').filter((name) => name !== '');
const field = competitors(threads).filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.startsWith(part)),
);
for (const size of rows.split(',').map(Number)) compare(size);
console.log(`\n## Start to exit, median of 15\n\n${startUps()}`);

function compare(size: number): void {
  const { path, bytes } = dataFile(join(here, 'data'), size);
  const runs = new Map<Competitor, Measured[]>();
  const running = field.filter(({ maxRows }) => size <= maxRows);
  // One round that does not count brings the file into the page cache.
  for (const competitor of running.slice(0, 1)) measure(competitor, path);
  for (let round = 0; round < repeats; round++) {
    for (const competitor of running)
      runs.set(competitor, [...(runs.get(competitor) ?? []), measure(competitor, path)]);
  }
  const best = running.find(({ name }) => name.startsWith('taxifare'));
  const ours = best === undefined ? undefined : runs.get(best);
  const wallOf = (all: readonly Measured[]) => median(all.map(({ wallSeconds }) => wallSeconds));
  const table = running.map((competitor) => {
    const all = runs.get(competitor) ?? [];
    const wall = wallOf(all);
    const [first] = all;
    const isLimit = competitor.name === 'read only';
    const difference =
      first && ours?.[0] && !isLimit ? checkAgreement(competitor.name, first.result, ours[0].result) : undefined;
    return [
      competitor.name,
      `${competitor.threads}`,
      wall.toFixed(2),
      median(all.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
      Math.max(...all.map(({ peakMb }) => peakMb)).toFixed(0),
      (size / wall / 1e6).toFixed(2),
      (bytes / wall / 1e6).toFixed(0),
      ours === undefined ? '' : `${(wall / wallOf(ours)).toFixed(2)}x`,
      difference === undefined ? '' : difference.toExponential(0),
    ];
  });
  const head = ['', 'threads', 'wall s', 'CPU s', 'peak MB', 'M rows/s', 'MB/s', 'to ours', 'C differs by'];
  console.log(
    `\n## ${size.toLocaleString('en-US')} rows, ${(bytes / 1e6).toFixed(0)} MB\n\n${markdownTable(head, table)}`,
  );
}
