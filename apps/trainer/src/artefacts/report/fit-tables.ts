import type { Estimate, Model, ModelMetrics } from '@taxifare/core/model';
import { alphaText, digits, grouped, signed } from '../../terminal/format-number.ts';
import { escaped } from './svg.ts';
import { table } from './table.ts';

/** How well the model fits: its metrics with their definitions, then its estimates with both kinds of errors. */
export function fitTables(model: Model): string {
  const advice =
    model.metrics.heldOut === null
      ? '<p class="soft">No rows were held out; <code class="whole">--test-fraction 0.1</code> measures on rows that the fit has not seen.</p>'
      : '';
  return metricsTable(model) + advice + errorsTable(model) + crossValidationText(model);
}

function metricsTable({ metrics }: Model): string {
  const { train, heldOut, definitions } = metrics;
  const or = (value: number | null, text: (value: number) => string) => (value === null ? '–' : text(value));
  const row = (name: string, definition: string | undefined, read: (of: ModelMetrics) => string) => [
    definition === undefined ? name : `${name}<br><span class="soft"><code>${escaped(definition)}</code></span>`,
    read(train),
    ...(heldOut === null ? [] : [read(heldOut)]),
  ];
  return table(
    'How well it fits',
    ['', 'trained on', ...(heldOut === null ? [] : ['held out'])],
    [
      row('rows', undefined, ({ rows }) => grouped(rows)),
      row('root mean square error, USD', definitions.rmseUsd, ({ rmseUsd }) => digits(rmseUsd, 4)),
      row('mean absolute error, USD', definitions.meanAbsoluteErrorUsd, (of) =>
        or(of.meanAbsoluteErrorUsd, (usd) => usd.toFixed(1)),
      ),
      row('mean residual (bias), USD', definitions.meanResidualUsd, ({ meanResidualUsd }) => signed(meanResidualUsd)),
      row('R² against the mean fare', definitions.rSquaredCentred, (of) => or(of.rSquaredCentred, (r) => digits(r, 4))),
      row('R² against zero', definitions.rSquaredUncentred, (of) => or(of.rSquaredUncentred, (r) => digits(r, 4))),
    ],
  );
}

function errorsTable({ coefficients, intercept, degreesOfFreedom }: Model): string {
  const or = (value: number | null) => (value === null ? '–' : digits(value, 3));
  const row = (name: string, { value, robustStandardError, classicalStandardError, interval95 }: Estimate) => [
    name,
    digits(value, 4),
    or(robustStandardError),
    or(classicalStandardError),
    interval95 === null ? '–' : `${digits(interval95[0], 4)} to ${digits(interval95[1], 4)}`,
  ];
  if (degreesOfFreedom === null) return '';
  return (
    table(
      'Estimates',
      ['', 'value', 'robust error', 'classical error', '95% interval'],
      [row('C, USD per km', coefficients[0]), ...(intercept === null ? [] : [row('base fare, USD', intercept)])],
    ) +
    `<p class="soft">Robust: HC1, right whatever the spread of trips at each distance. Classical: right if trips scattered alike ` +
    `at every distance. Intervals are robust, with ${grouped(degreesOfFreedom)} degrees of freedom.</p>`
  );
}

const CHOSEN = {
  given: 'was given',
  best: 'is that',
  '1se': 'is the strongest within one standard error of it (1se)',
};

function crossValidationText({ crossValidation, alphaChoice, alpha }: Model): string {
  if (crossValidation === null) return '';
  const { folds, meanRmseUsd, standardErrorUsd, path } = crossValidation;
  const each = folds.map(({ rmseUsd }) => digits(rmseUsd, 4)).join(', ');
  const least = path?.reduce((best, one) => (one.meanRmseUsd < best.meanRmseUsd ? one : best));
  const chosen = CHOSEN[alphaChoice ?? 'given'];
  return (
    `<p>Cross-validated over ${folds.length} folds, the root mean square error is ${digits(meanRmseUsd, 4)} USD, the mean of ` +
    `theirs, with a standard error of ${digits(standardErrorUsd, 2)}. Fold by fold: ${each}.</p>` +
    (least === undefined || path === null
      ? ''
      : `<p>Of ${path.length} alphas from ${digits(path[0]?.alpha ?? 0, 3)} down to ${digits(path.at(-1)?.alpha ?? 0, 3)}, ` +
        `${digits(least.alpha, 3)} has the least error, ${digits(least.meanRmseUsd, 4)} USD; alpha ${alphaText(alpha ?? 0)} ${chosen}.</p>`)
  );
}
