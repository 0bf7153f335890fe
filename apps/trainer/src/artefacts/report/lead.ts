import type { Estimate, Model } from '@taxifare/core/model';
import { alphaText, digits, grouped } from '../../terminal/format-number.ts';
import { escaped } from './svg.ts';

/** What came out, in plain words. */
export function lead(model: Model): string {
  const { coefficients, intercept, metrics, estimator, alpha, withBaseFare } = model;
  const { rmseUsd, meanResidualUsd, meanAbsoluteErrorUsd } = metrics.train;
  const price = between(coefficients[0], 'USD');
  const base = intercept === null ? '' : `, on top of a base fare of ${between(intercept, 'USD')}`;
  const off =
    meanAbsoluteErrorUsd === null
      ? `The root mean square of what it is off by is ${digits(rmseUsd, 4)} USD.`
      : `On average a prediction is off by about ${meanAbsoluteErrorUsd.toFixed(1)} USD.`;
  const bias = meanResidualUsd.toFixed(2);
  const side = meanResidualUsd < 0 ? 'high' : 'low';
  const biased =
    Math.abs(Number(bias)) === 0 ? '' : ` Predictions are ${bias.replace('-', '')} USD too ${side} on average.`;
  const better =
    withBaseFare === null || !(withBaseFare.rmseUsd < rmseUsd)
      ? ''
      : `<p>Least squares with a base fare of ${digits(withBaseFare.baseUsd, 3)} USD and ${digits(withBaseFare.usdPerKm, 3)} USD a kilometre ` +
        `would have a root mean square error of ${digits(withBaseFare.rmseUsd, 4)} in place of ${digits(rmseUsd, 4)} USD on the same trips ` +
        `(<code class="whole">${estimator === 'ols' ? '' : '--estimator ols '}--fit-intercept</code>).</p>`;
  const penalised =
    alpha === 0
      ? 'that is least squares, whose interval <code class="whole">--estimator ols</code> gives.'
      : 'it is biased towards zero by the penalty, and has no interval.';
  const why =
    estimator === 'ols'
      ? 'Confidence is by HC1 standard errors, which allow for trips that scatter more at some distances than at others; they assume many trips, independent of each other.'
      : `The estimate is by ${estimator} with alpha ${alphaText(alpha ?? 0)}: ${penalised}`;
  return (
    `<p class="lead">Each kilometre costs ${price}${base}. ${off}${biased}</p>${better}` +
    `<p class="soft"><code>${escaped(model.formula)}</code>, fitted on ${grouped(metrics.train.rows)} trips. ${why}</p>`
  );
}

function between({ value, interval95 }: Estimate, unit: string): string {
  const amount = `<strong>${digits(value, 4)} ${unit}</strong>`;
  if (interval95 === null) return amount;
  return `${amount}, with 95% confidence between ${digits(interval95[0], 4)} and ${digits(interval95[1], 4)}`;
}
