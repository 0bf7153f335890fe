import { type Check, flag, numberWithin, oneOf, type Problem, text, type Values } from '@taxifare/console';
import type { Alpha } from '@taxifare/core/model';

const checkAlpha: Check<Alpha> = (where, typed) =>
  typed === 'best' || typed === '1se' ? { value: typed } : numberWithin({ min: 0, such: 0.1 })(where, typed);

const OPTIONS = {
  estimator: text('Least squares (ols), or with a penalty (ridge, lasso)', {
    check: oneOf('ols', 'ridge', 'lasso'),
    usual: 'ols',
  }),
  alpha: text("Weight of the penalty, as scikit-learn's alpha; of a path over folds also best, or 1se", {
    check: checkAlpha,
  }),
  'fit-intercept': flag('Fit a base fare besides the price of a kilometre'),
} as const;

/** How a model is to be fitted. */
export const FIT_OPTIONS: typeof OPTIONS = OPTIONS;

/** What is wrong with them together. */
export function problemsOfFit({ estimator, alpha }: Values<typeof OPTIONS>): readonly Problem[] {
  const where = '--alpha';
  if (estimator === 'ols' && alpha !== undefined) {
    return [{ where, what: 'least squares has none', fix: 'add --estimator ridge or lasso' }];
  }
  if (estimator !== 'ols' && alpha === undefined) {
    return [{ where, what: `${estimator} wants a number of at least 0, best or 1se`, fix: 'add one such as 0.1' }];
  }
  return [];
}
