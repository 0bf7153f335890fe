import { DataError } from '../data-error.ts';
import { emptyMoments, type Moments, mergeMoments } from '../moments.ts';
import { estimate, evaluate, type FitOptions } from './fit.ts';

/** How well fits describe rows that they have not seen: each fold's, by the fit of all others. */
export interface CrossValidation {
  readonly folds: readonly { readonly rows: number; readonly rmseUsd: number }[];
  /** Of the folds' RMSE: the mean, and the standard error of it, the standard deviation over √ of the number of folds. */
  readonly meanRmseUsd: number;
  readonly standardErrorUsd: number;
  /** The same for each of a path of alphas, from the strongest penalty down. null for least squares. */
  readonly path: readonly AlphaTried[] | null;
}

export interface AlphaTried {
  readonly alpha: number;
  readonly meanRmseUsd: number;
  readonly standardErrorUsd: number;
}

/** A weight of the penalty, or which of the path to take: the best, or the strongest within one standard error of it. */
export type Alpha = number | 'best' | '1se';

/** What the fit is to be; its alpha may be left to the cross-validation. */
export interface FitChoice extends Omit<FitOptions, 'alpha'> {
  readonly alpha: Alpha;
}

/**
 * Cross-validates a fit over folds, and chooses its alpha if that is asked for. Nothing is read again: moments add up.
 * Throws `DataError` where a fold has no rows, or alpha is to be chosen and there are no folds.
 */
export function crossValidate(
  folds: readonly Moments[],
  choice: FitChoice,
): { readonly options: FitOptions; readonly found: CrossValidation | null } {
  if (folds.length === 0) {
    if (typeof choice.alpha === 'number') return { options: { ...choice, alpha: choice.alpha }, found: null };
    throw new DataError(
      `fit: alpha is to be the ${choice.alpha} of a path, and there are no folds to try it on; add --folds 10`,
    );
  }
  const empty = folds.findIndex(({ n }) => n === 0);
  if (empty >= 0) {
    const rows = folds.reduce((sum, { n }) => sum + n, 0);
    throw new DataError(
      `fit: fold ${empty + 1} of ${folds.length} has none of the ${rows} rows; give fewer --folds, or rows that differ`,
    );
  }
  const others = folds.map((_, left) =>
    folds.reduce((sum, fold, i) => (i === left ? sum : mergeMoments(sum, fold)), emptyMoments(folds[0]!.meanX.length)),
  );
  const rmsesOf = (options: FitOptions) => folds.map((fold, i) => evaluate(fold, estimate(others[i]!, options))!.rmse);
  const path =
    choice.estimator === 'ols'
      ? null
      : alphasOf(folds, choice).map((alpha): AlphaTried => ({ alpha, ...spreadOf(rmsesOf({ ...choice, alpha })) }));
  const options = { ...choice, alpha: chosen(choice.alpha, path) };
  const rmses = rmsesOf(options);
  return {
    options,
    found: { folds: folds.map(({ n }, i) => ({ rows: n, rmseUsd: rmses[i]! })), ...spreadOf(rmses), path },
  };
}

function spreadOf(values: readonly number[]): { readonly meanRmseUsd: number; readonly standardErrorUsd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { meanRmseUsd: mean, standardErrorUsd: Math.sqrt(squares / (values.length - 1) / values.length) };
}

const STEPS = 100;
const DECADES = 6;

/**
 * 100 alphas, equal steps apart on a logarithmic scale, over six decades: for lasso from the least that leaves nothing of
 * any coefficient (J. Friedman, T. Hastie, R. Tibshirani, Journal of Statistical Software 33 (2010), section 2.5), for
 * ridge from ten times the largest sum of squares, which leaves less than a tenth.
 */
function alphasOf(folds: readonly Moments[], { estimator, fitIntercept }: FitChoice): readonly number[] {
  const { n, meanX, meanY, sxx, sxy } = folds.reduce(mergeMoments);
  const sums = sxy.map((sum, i) => Math.abs(fitIntercept ? sum : sum + n * meanX[i]! * meanY));
  const squares = sxx.map((row, i) => (fitIntercept ? row[i]! : row[i]! + n * meanX[i]! * meanX[i]!));
  const strongest = estimator === 'lasso' ? Math.max(...sums) / n : 10 * Math.max(...squares);
  return Array.from({ length: STEPS }, (_, i) => strongest * 10 ** ((-DECADES * i) / (STEPS - 1)));
}

function chosen(alpha: Alpha, path: readonly AlphaTried[] | null): number {
  if (typeof alpha === 'number' || path === null) return typeof alpha === 'number' ? alpha : 0;
  const best = path.reduce((least, one) => (one.meanRmseUsd < least.meanRmseUsd ? one : least));
  if (alpha === 'best') return best.alpha;
  const within = best.meanRmseUsd + best.standardErrorUsd;
  return (path.find(({ meanRmseUsd }) => meanRmseUsd <= within) ?? best).alpha;
}
