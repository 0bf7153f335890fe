import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sampleCsv } from './sample/sample.ts';

const SEED = 20_09;

/** The file of so many made-up rows; made unless it is there. */
export function dataFile(folder: string, rows: number): { readonly path: string; readonly bytes: number } {
  const path = join(folder, `trips-${rows}-${SEED}.csv`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const file = openSync(`${path}.part`, 'w');
    for (const chunk of sampleCsv({ rows, seed: SEED })) writeSync(file, chunk);
    closeSync(file);
    renameSync(`${path}.part`, path);
  }
  return { path, bytes: statSync(path).size };
}
