import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Competitor } from './competitors.ts';
import type { Result } from './say-result.ts';

/** One run of one competitor as a process of its own. */
export interface Measured {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly result: Result;
}

export function measure(competitor: Competitor, csv: string): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-bench-'));
  try {
    const usage = join(folder, 'usage.json');
    const [program = '', ...args] = competitor.command(csv, folder);
    const env = { ...process.env, ...competitor.env, BENCH_USAGE: usage };
    const startMs = performance.now();
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: 1e8 });
    const wallSeconds = (performance.now() - startMs) / 1000;
    if (status !== 0) throw new Error(`${competitor.name}: ended with ${status}; ${stderr.slice(-2000)}`);
    const result = competitor.result(stdout, folder);
    if (result === undefined) throw new Error(`${competitor.name}: gave no result; ${stdout.slice(-500)}`);
    const { cpuSeconds, peakMb }: Pick<Measured, 'cpuSeconds' | 'peakMb'> = JSON.parse(readFileSync(usage, 'utf8'));
    return { wallSeconds, cpuSeconds, peakMb, result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
