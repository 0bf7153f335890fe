import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Result, resultIn } from './say-result.ts';

export interface Competitor {
  readonly name: string;
  readonly threads: number;
  /** Not run on more rows: it would take too long, or more memory than there is. */
  readonly maxRows: number;
  readonly command: (csv: string, folder: string) => readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly result: (out: string, folder: string) => Result | undefined;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
export const TRAINER: string = join(HERE, '../../apps/trainer/dist/trainer.mjs');
export const SUBMITTER: string = join(HERE, '../../apps/submitter/dist/submitter.mjs');
const PRELOAD = ['--import', join(HERE, '../peers/usage-preload.mjs')];
const ALWAYS = Number.POSITIVE_INFINITY;

export function peer(name: string, file: string, options: Partial<Competitor> = {}): Competitor {
  const threads = options.threads ?? 1;
  const command = (csv: string) => [process.execPath, ...PRELOAD, join(HERE, file), csv, `${threads}`];
  return { name, threads, maxRows: ALWAYS, command, env: {}, result: resultIn, ...options };
}

export function ours(threads: number): Competitor {
  return {
    ...peer(`taxifare, ${threads} thread${threads > 1 ? 's' : ''}`, '', { threads }),
    command: (csv, folder) => [
      process.execPath,
      ...PRELOAD,
      TRAINER,
      '--data',
      csv,
      '--output',
      folder,
      '--no-upload',
      '--threads',
      `${threads}`,
    ],
    result: (_, folder) => {
      const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
      return { n: model.cleaning.kept, c: model.coefficients[0].value };
    },
  };
}

/** Ours at one thread and at all of them, and the peers at as many. The first is the limit, the second ours at its best. */
export function competitors(threads: number): readonly Competitor[] {
  const python = ['/usr/bin/python3', 'python3'].find(hasPandas);
  const pandas = peer('pandas + scikit-learn', '', {
    maxRows: 6e6,
    command: (csv) => [python ?? '', join(HERE, '../peers/pandas_sklearn.py'), csv],
  });
  return [
    peer('read only', 'peer-read-only.ts'),
    ours(threads),
    ...(threads > 1 ? [ours(1)] : []),
    peer('Polars', '../peers/peer-polars.ts', { threads, env: { POLARS_MAX_THREADS: `${threads}` } }),
    peer('DuckDB', '../peers/peer-duckdb.ts', { threads }),
    ...(python === undefined ? [] : [pandas]),
    peer('csv-parse', 'peer-csv-parse.ts', { maxRows: 1e6 }),
  ];
}

function hasPandas(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import pandas, sklearn'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
