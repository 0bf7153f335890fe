import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUBMITTER, TRAINER } from './competitors.ts';
import { median } from './measure.ts';
import { markdownTable } from './table.ts';

const TURNS = 15;
const SAMPLE = fileURLToPath(new URL('../../data/train_1k.csv', import.meta.url));

/** How long whole processes take, in turns. */
export function startUps(): string {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-bench-'));
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['an empty script', ['-e', '0']],
    ['trainer --help', [TRAINER, '--help']],
    ['submitter --help', [SUBMITTER, '--help']],
    ['trainer on 1,000 local rows', [TRAINER, '--data', SAMPLE, '--no-upload', '--output', folder]],
  ];
  const times = commands.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [i, [, args]] of commands.entries()) {
      const startMs = performance.now();
      const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
      if (status !== 0) throw new Error(`${args.join(' ')}: ended with ${status}`);
      times[i]?.push(performance.now() - startMs);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return markdownTable(
    ['', 'ms'],
    commands.map(([name], i) => [name, median(times[i] ?? []).toFixed(0)]),
  );
}
