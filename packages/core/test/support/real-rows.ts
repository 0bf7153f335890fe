import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PATH = fileURLToPath(new URL('../../../../../shared/data/kaggle_train_1k.csv', import.meta.url));

/** The first 1,000 rows of the real file, which is not part of the project; `undefined`, and loudly so, without it. */
export const REAL_ROWS: Buffer | undefined = existsSync(PATH) ? readFileSync(PATH) : undefined;
if (REAL_ROWS === undefined)
  console.warn('NOT RUN: tests on real rows; ../shared/data/kaggle_train_1k.csv is not there');
