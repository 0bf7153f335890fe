import { expect, test } from 'vitest';
import { mergeMoments, momentsOf } from '../src/index.ts';
import { crossValidate } from '../src/model/cross-validation.ts';
import { evaluate, fit } from '../src/model/index.ts';
import { seededRandom } from './csv/random.ts';

const random = seededRandom(5);
const share = () => (random.below(1 << 20) + 0.5) / (1 << 20);
const ROWS = Array.from({ length: 400 }, () => {
  const x = -3 * Math.log(share());
  return { x, y: 3 + 2.4 * x + (share() - 0.5) * (1 + x), fold: random.below(5) };
});

function momentsWhere(isIn: (fold: number) => boolean) {
  const rows = ROWS.filter(({ fold }) => isIn(fold));
  return momentsOf(
    [Float64Array.from(rows, (row) => row.x)],
    Float64Array.from(rows, (row) => row.y),
    rows.length,
  );
}

const FOLDS = [0, 1, 2, 3, 4].map((fold) => momentsWhere((other) => other === fold));

test.each([
  { estimator: 'ols', alpha: 0, fitIntercept: false },
  { estimator: 'ols', alpha: 0, fitIntercept: true },
  { estimator: 'ridge', alpha: 40, fitIntercept: true },
  { estimator: 'lasso', alpha: 0.3, fitIntercept: false },
] as const)("each fold's error is that of a fit of the other folds' rows: %j", (options) => {
  const { found } = crossValidate(FOLDS, options);
  const rmses = FOLDS.map((fold, left) => {
    const found = fit(
      momentsWhere((other) => other !== left),
      options,
    );
    return evaluate(fold, found)!.rmse;
  });
  for (const [i, { rows, rmseUsd }] of found!.folds.entries()) {
    expect(rows).toBe(FOLDS[i]!.n);
    expect(Math.abs(rmseUsd / rmses[i]! - 1)).toBeLessThan(1e-12);
  }
  const mean = rmses.reduce((sum, rmse) => sum + rmse, 0) / 5;
  const variance = rmses.reduce((sum, rmse) => sum + (rmse - mean) ** 2, 0) / 4;
  expect(found!.meanRmseUsd).toBeCloseTo(mean, 12);
  expect(found!.standardErrorUsd).toBeCloseTo(Math.sqrt(variance / 5), 12);
});

test.each(['ridge', 'lasso'] as const)('the path of %s goes from nearly nothing to least squares', (estimator) => {
  const { found } = crossValidate(FOLDS, { estimator, alpha: 1, fitIntercept: true });
  const { path } = found!;
  expect(path).toHaveLength(100);
  const all = FOLDS.reduce(mergeMoments);
  const [strongest, weakest] = [path![0]!, path!.at(-1)!];
  const slope = (alpha: number) => fit(all, { estimator, alpha, fitIntercept: true }).coefficients[0]!;
  const free = fit(all, { estimator: 'ols', alpha: 0, fitIntercept: true }).coefficients[0]!;
  expect(slope(strongest.alpha) / free).toBeLessThan(0.1);
  expect(slope(weakest.alpha) / free).toBeGreaterThan(0.9999);
  const ols = crossValidate(FOLDS, { estimator: 'ols', alpha: 0, fitIntercept: true }).found!;
  expect(weakest.meanRmseUsd).toBeCloseTo(ols.meanRmseUsd, 4);
});

test('best is the least error of the path, 1se the strongest penalty within one standard error of it', () => {
  const choice = { estimator: 'ridge', fitIntercept: true } as const;
  const { options: best, found } = crossValidate(FOLDS, { ...choice, alpha: 'best' });
  const path = found!.path!;
  const least = Math.min(...path.map(({ meanRmseUsd }) => meanRmseUsd));
  const at = path.find(({ alpha }) => alpha === best.alpha)!;
  expect(at.meanRmseUsd).toBe(least);
  const { options: strong } = crossValidate(FOLDS, { ...choice, alpha: '1se' });
  const within = path.filter(({ meanRmseUsd }) => meanRmseUsd <= least + at.standardErrorUsd);
  expect(strong.alpha).toBe(Math.max(...within.map(({ alpha }) => alpha)));
  expect(strong.alpha).toBeGreaterThan(best.alpha);
});

test('crossValidate refuses folds without rows, and a path without folds', () => {
  const options = { estimator: 'ridge', alpha: 'best', fitIntercept: false } as const;
  expect(() => crossValidate([], options)).toThrow('alpha is to be the best of a path, and there are no folds');
  const empty = momentsWhere(() => false);
  expect(() => crossValidate([...FOLDS, empty], { ...options, alpha: 1 })).toThrow(
    'fold 6 of 6 has none of the 400 rows',
  );
});
