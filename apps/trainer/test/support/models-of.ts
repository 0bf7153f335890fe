import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Model, parseModel } from '@taxifare/core/model';
import { runTrainer } from './run-trainer.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { tripCsv } from './trips.ts';

/** Models of made-up trips, another one for each seed. */
export async function modelsOf(seeds: readonly string[]): Promise<readonly Model[]> {
  const cwd = await temporaryFolder();
  return await Promise.all(
    seeds.map(async (seed) => {
      writeFileSync(join(cwd, `${seed}.csv`), tripCsv(100, Number(seed)));
      await runTrainer(['--data', `${seed}.csv`, '--no-upload', '--output', seed], { cwd });
      return parseModel(readFileSync(join(cwd, seed, 'model.json'), 'utf8'), seed);
    }),
  );
}
