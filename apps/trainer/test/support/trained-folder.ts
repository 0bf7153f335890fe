import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTrainer } from './run-trainer.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { tripCsv } from './trips.ts';

/** A folder with a file of trips and a model of them in `model`. */
export async function trainedFolder(args: readonly string[] = []): Promise<string> {
  const cwd = await temporaryFolder();
  await trainIn(cwd, args);
  return cwd;
}

/** The same in a folder that is there. */
export async function trainIn(cwd: string, args: readonly string[] = []): Promise<void> {
  writeFileSync(join(cwd, 'trips.csv'), tripCsv(500));
  const { code, err } = await runTrainer(['--data', 'trips.csv', '--no-upload', '--output', 'model', ...args], { cwd });
  if (code !== 0) throw new Error(err);
}

/** USD per km, by the model in it. */
export const coefficientIn = (cwd: string): number =>
  JSON.parse(readFileSync(join(cwd, 'model/model.json'), 'utf8')).coefficients[0].value;
