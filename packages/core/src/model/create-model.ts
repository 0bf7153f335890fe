import type { Moments } from '../moments.ts';
import { cellsOf, type TripCell } from '../trips/picture-cells.ts';
import { byReason, type CleaningRules, DROP_REASONS } from '../trips/rules.ts';
import { formatCounts } from './counts-text.ts';
import { crossValidate, type FitChoice } from './cross-validation.ts';
import { type FareCells, fareIntervals } from './fare-intervals.ts';
import { estimate, evaluate, type Fit, fit } from './fit.ts';
import { meanAbsoluteErrorUsd } from './mean-absolute-error.ts';
import {
  type Estimate,
  FEATURES,
  METRIC_DEFINITIONS,
  type Model,
  type ModelMetrics,
  TARGET,
  type TrainedFrom,
} from './model.ts';
import type { StandardErrors } from './robust-errors.ts';

/** The model that sums of the data determine. Throws `DataError` where the rows do not determine one. */
export function createModel({
  summary,
  picture,
  fit,
  rules,
  testFraction,
  distance,
  data,
  codeVersion,
}: TrainedFrom): Model {
  const { train, heldOut, folds, dropped, lines } = summary;
  const groups: Model['sums']['groups'] = folds.length === 0 ? {} : { fold: folds };
  const described = describeFit({ train, heldOut, folds, cells: cellsOf(picture), rules: rules ?? null }, fit);
  return {
    schemaVersion: 2,
    kind: 'taxifare-linear-model',
    codeVersion,
    ...described,
    cleaning: {
      rules: rules ?? null,
      rows: summary.rows,
      kept: train.n,
      heldOut: heldOut.n,
      dropped: byReason((reason) => dropped[reason].count),
      firstMalformedLine: summary.firstMalformedLine,
    },
    testFraction,
    ...(distance === undefined ? {} : { distance }),
    sums: {
      train,
      heldOut,
      groups,
      dropped: byReason((reason) => ({ alone: dropped[reason].alone, all: dropped[reason].all })),
      lines,
      counts: formatCounts(picture),
    },
    data: { ...data, merged: data.merged ?? [] },
  };
}

/** What a fit is described by. `cells` are null in a model of schema 1. */
export interface FitSums {
  readonly train: Moments;
  readonly heldOut: Moments;
  readonly folds: readonly Moments[];
  readonly cells: FareCells | null;
  readonly rules: CleaningRules | null;
  /** false: of a model from before intervals were calibrated. */
  readonly isCalibrated?: boolean;
}

type FitDescription = Omit<
  Model,
  'schemaVersion' | 'kind' | 'codeVersion' | 'cleaning' | 'testFraction' | 'sums' | 'data'
>;

/** The part of a model that its sums determine: what a saved one is held against. */
export function describeFit(
  { train, heldOut, folds, cells, rules, isCalibrated = true }: FitSums,
  choice: FitChoice,
): FitDescription {
  const { options, found: crossValidation } = crossValidate(folds, choice);
  const { estimator, fitIntercept, alpha } = options;
  const found = fit(train, options);
  const { inference } = found;
  const metrics = describeMetrics(train, found, cells?.train);
  if (metrics === null) throw new RangeError('describeFit: a fit without rows');
  const estimateOf = (value: number, read: (errors: StandardErrors) => number): Estimate => {
    const robust = inference?.robust === undefined ? null : read(inference.robust);
    const classical = inference === undefined ? null : read(inference.classical);
    const half = robust === null ? null : inference!.t95 * robust;
    const interval95 = half === null ? null : ([value - half, value + half] as const);
    return { value, robustStandardError: robust, classicalStandardError: classical, interval95 };
  };
  const [first, ...more] = found.coefficients.map((value, i) => estimateOf(value, (errors) => errors.coefficients[i]!));
  const intercept = fitIntercept ? estimateOf(found.intercept, (errors) => errors.intercept!) : null;
  return {
    formula: formulaOf(first!.value, intercept?.value ?? 0),
    target: TARGET,
    features: FEATURES,
    estimator,
    alpha: estimator === 'ols' ? null : alpha,
    alphaChoice: estimator === 'ols' ? null : typeof choice.alpha === 'number' ? 'given' : choice.alpha,
    fitIntercept,
    coefficients: [first!, ...more],
    intercept,
    residualStandardErrorUsd: inference?.residualStandardError ?? null,
    degreesOfFreedom: inference?.degreesOfFreedom ?? null,
    metrics: {
      train: metrics,
      heldOut: describeMetrics(heldOut, found, cells?.heldOut),
      definitions: METRIC_DEFINITIONS,
    },
    withBaseFare: fitIntercept && estimator === 'ols' ? null : withBaseFare(train),
    intervals: cells === null ? null : fareIntervals(cells, train, { rules, isCalibrated }),
    crossValidation,
  };
}

function withBaseFare(train: Moments): Model['withBaseFare'] {
  // Where all distances are the same, there is no line with a base fare.
  if (train.n < 3 || !(train.sxx[0]![0]! > 0)) return null;
  const found = estimate(train, { estimator: 'ols', alpha: 0, fitIntercept: true });
  const { rmse } = evaluate(train, found)!;
  return { baseUsd: found.intercept, usdPerKm: found.coefficients[0]!, rmseUsd: rmse };
}

/** How a fit describes some rows: by their moments, and their counts where there are any. */
export function describeMetrics(
  moments: Moments,
  found: Pick<Fit, 'coefficients' | 'intercept'>,
  cells: readonly TripCell[] = [],
): ModelMetrics | null {
  const metrics = evaluate(moments, found);
  if (metrics === undefined) return null;
  const { n, rmse, meanResidual, rSquaredCentred = null, rSquaredUncentred = null } = metrics;
  const absolute = meanAbsoluteErrorUsd(cells, found, meanResidual);
  return {
    rows: n,
    rmseUsd: rmse,
    meanResidualUsd: meanResidual,
    meanAbsoluteErrorUsd: absolute === undefined ? null : Math.min(absolute, rmse),
    rSquaredCentred,
    rSquaredUncentred,
  };
}

function formulaOf(slope: number, intercept: number): string {
  const shown = (value: number) => `${Number(value.toPrecision(5))}`.replace('-', '−');
  if (intercept === 0) return `fare_amount = ${shown(slope)} × distance_km`;
  return `fare_amount = ${shown(intercept)} ${slope < 0 ? '−' : '+'} ${shown(Math.abs(slope))} × distance_km`;
}

/** All rows: kept, held out or dropped. */
export function rowsOf({ kept, heldOut, dropped }: Model['cleaning']): number {
  return DROP_REASONS.reduce((sum, reason) => sum + dropped[reason], kept + heldOut);
}
