import { formatBytes, formatSpan, type Paint } from '@taxifare/console';
import type { Estimate, Model } from '@taxifare/core/model';
import { alphaText, digits, grouped } from '../terminal/format-number.ts';
import type { Fitted } from '../train.ts';
import { cleaningLines } from './cleaning-lines.ts';
import { metricsLines } from './metrics-lines.ts';

/** What a person reads of a fit: what was read, what was dropped, the formula, how good it is. */
export function describeFit({ model, run, inputs }: Fitted, paint: Paint): readonly string[] {
  const { rows, bytes, objects } = model.data;
  const from =
    run.models.length > 0 ? run.models.join(', ') : objects === 1 ? `${inputs[0]?.uri}` : `${objects} objects`;
  const empty = inputs.filter((input) => input.bytes === 0).length;
  const speed = `${formatSpan(run.readMs)}${run.readMs >= 1000 ? `, ${grouped(run.rowsPerSecond)} rows/s` : ''}`;
  return [
    run.models.length > 0
      ? `sums: of ${grouped(rows)} rows, kept in ${from}`
      : `read: ${grouped(rows)} rows, ${formatBytes(bytes)} from ${from} in ${speed}`,
    ...(empty > 0 ? [`  ${grouped(empty)} of them are empty`] : []),
    ...run.notes.map((note) => `  note: ${note}`),
    ...cleaningLines(model.cleaning, run.firstMalformed),
    `fit: ${paint.bold(formulaOf(model))}`,
    ...estimateLines(model),
    ...metricsLines('trained on', model.metrics.train),
    ...(model.metrics.heldOut === null ? [] : metricsLines('held out', model.metrics.heldOut)),
    ...crossValidationLine(model),
    ...baseFareLine(model),
  ];
}

/** A line for each folder of a saved model: where, and what is there. */
export function describeSaved(saved: readonly string[]): readonly string[] {
  const folders = new Map<string, string[]>();
  for (const uri of saved) {
    const cut = uri.lastIndexOf('/');
    const folder = uri.slice(0, cut);
    folders.set(folder, [uri.slice(cut + 1), ...(folders.get(folder) ?? [])]);
  }
  return [...folders].map(([folder, names]) => `saved: ${folder}/ (${names.join(', ')})`);
}

function formulaOf({ coefficients, intercept }: Model): string {
  const [{ value }] = coefficients;
  if (intercept === null) return `fare_amount = ${digits(value)} USD/km × distance`;
  return `fare_amount = ${digits(intercept.value)} USD ${value < 0 ? '−' : '+'} ${digits(Math.abs(value))} USD/km × distance`;
}

function estimateLines({ coefficients, intercept, estimator, alpha, alphaChoice }: Model): readonly string[] {
  if (estimator !== 'ols') {
    const how = alphaChoice === 'given' ? '' : ` (${alphaChoice} of the path)`;
    const why =
      alpha === 0 ? 'least squares; --estimator ols has its interval' : 'a penalised estimate has no interval';
    return [`  ${estimator}, alpha ${alphaText(alpha ?? 0)}${how}: ${why}`];
  }
  const line = (name: string, estimate: Estimate, unit: string) => {
    const { interval95, robustStandardError: robust, classicalStandardError: classical } = estimate;
    if (interval95 === null || robust === null || classical === null) return [];
    return [
      `  ${name}: ${digits(interval95[0], 4)} to ${digits(interval95[1], 4)} ${unit} with 95% confidence, ` +
        `standard error ${digits(robust, 3)} (HC1; classical ${digits(classical, 3)})`,
    ];
  };
  return [...line('C', coefficients[0], 'USD/km'), ...(intercept === null ? [] : line('base', intercept, 'USD'))];
}

/** What the default hides: how much better the same rows are described with a base fare. */
function baseFareLine({ withBaseFare, metrics, estimator }: Model): readonly string[] {
  if (withBaseFare === null || !(withBaseFare.rmseUsd < metrics.train.rmseUsd)) return [];
  const how =
    estimator === 'ols'
      ? 'with a base fare (--fit-intercept)'
      : 'by least squares with a base fare (--estimator ols --fit-intercept)';
  return [`  ${how} RMSE would be ${digits(withBaseFare.rmseUsd, 4)} USD`];
}

function crossValidationLine({ crossValidation }: Model): readonly string[] {
  if (crossValidation === null) return [];
  const { folds, meanRmseUsd, standardErrorUsd } = crossValidation;
  return [
    `  cross-validated over ${folds.length} folds: RMSE ${digits(meanRmseUsd, 4)} USD, standard error ${digits(standardErrorUsd, 2)}`,
  ];
}
