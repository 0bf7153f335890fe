import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cellsOf, clean, DEFAULT_RULES, summarize, tallyPicture } from '../src/index.ts';
import { evaluate, fit, meanAbsoluteErrorUsd } from '../src/model/index.ts';
import { REAL_ROWS } from './support/real-rows.ts';
import { loadedFile } from './support/trips.ts';

const FILES = [
  ['the sample', readFileSync(new URL('../../../data/train_1k.csv', import.meta.url))],
  ...(REAL_ROWS === undefined ? [] : [['the real rows', REAL_ROWS] as const]),
] as const;

test.each(FILES)('the mean absolute error from counts is that of the rows to 0.05 USD: %s', (_, csv) => {
  const { trips, engine } = loadedFile(csv);
  clean(trips, DEFAULT_RULES, engine);
  const selection = engine.select(trips.length);
  const { train } = summarize(trips, selection, engine);
  tallyPicture(trips, selection, engine);
  const cells = cellsOf(Float64Array.from(engine.picture)).train;
  for (const fitIntercept of [false, true]) {
    const found = fit(train, { estimator: 'ols', alpha: 0, fitIntercept });
    const { meanResidual } = evaluate(train, found)!;
    let sum = 0;
    for (let i = 0; i < trips.length; i++) {
      if (trips.verdicts[i] !== 0) continue;
      sum += Math.abs(trips.fareUsd[i]! - found.intercept - found.coefficients[0]! * trips.distanceKm[i]!);
    }
    expect(Math.abs(meanAbsoluteErrorUsd(cells, found, meanResidual)! - sum / train.n)).toBeLessThan(0.05);
  }
});

test('there is no mean absolute error of no trips, nor where too many lie beyond the counts', () => {
  const flat = { coefficients: [0], intercept: 10 };
  const near = { distanceBin: 4, fareBin: 19, trips: 999 };
  expect(meanAbsoluteErrorUsd([], flat, 0)).toBeUndefined();
  expect(meanAbsoluteErrorUsd([near, { distanceBin: 4, fareBin: 299, trips: 2 }], flat, 0)).toBeUndefined();
  expect(meanAbsoluteErrorUsd([near, { distanceBin: 239, fareBin: 40, trips: 2 }], flat, 0)).toBeUndefined();
  // Without cleaning, what is below nothing is in the first bin.
  expect(meanAbsoluteErrorUsd([near, { distanceBin: 4, fareBin: 0, trips: 2 }], flat, 0)).toBeUndefined();
  expect(meanAbsoluteErrorUsd([near], flat, -0.2)).toBeCloseTo(0.2, 12);
});
