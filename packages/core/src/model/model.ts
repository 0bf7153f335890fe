import type { Moments } from '../moments.ts';
import { byReason, type CleaningRules, DROP_REASONS, type DropReason } from '../trips/rules.ts';
import type { Summary } from '../trips/summary.ts';
import { evaluate, type Fit, type FitOptions, fit } from './fit.ts';

/** A number that least squares estimates, and how surely. */
export interface Estimate {
  readonly value: number;
  /** Of `ols` only. */
  readonly standardError: number | null;
  /** [low, high]: value ± t × standard error, t being Student's for 95% and the degrees of freedom. Of `ols` only. */
  readonly interval95: readonly [number, number] | null;
}

/** How well the model describes some rows; each statistic's definition stands in `METRIC_DEFINITIONS`. */
export interface ModelMetrics {
  readonly rows: number;
  readonly rmseUsd: number;
  readonly rSquaredCentred: number | null;
  readonly rSquaredUncentred: number | null;
}

/**
 * A trained model, as `model.json` has it: a pure function of data, options and code version. Says nothing of where the
 * data lay, or when.
 */
export interface Model {
  readonly schemaVersion: 1;
  readonly kind: 'taxifare-linear-model';
  readonly codeVersion: string;
  /** In words: `fare_amount = 2.7467 × distance_km`. */
  readonly formula: string;
  readonly target: { readonly name: 'fare_amount'; readonly unit: 'USD' };
  readonly features: readonly [{ readonly name: 'distance_km'; readonly unit: 'km' }];
  readonly estimator: FitOptions['estimator'];
  /** Weight of the penalty as scikit-learn defines it; null for `ols`. */
  readonly alpha: number | null;
  readonly fitIntercept: boolean;
  /** USD per km. */
  readonly coefficients: readonly [Estimate];
  /** USD; null through the origin. */
  readonly intercept: Estimate | null;
  /** √(Σ (y − ŷ)² / degrees of freedom) in USD, and the degrees of freedom: n − 1, or n − 2 with an intercept. */
  readonly residualStandardErrorUsd: number | null;
  readonly degreesOfFreedom: number | null;
  readonly metrics: {
    readonly train: ModelMetrics;
    readonly heldOut: ModelMetrics | null;
    readonly definitions: Readonly<Record<string, string>>;
  };
  readonly cleaning: {
    /** null: every row that is a number was kept. */
    readonly rules: CleaningRules | null;
    readonly rows: number;
    readonly kept: number;
    readonly heldOut: number;
    readonly dropped: Readonly<Record<DropReason, number>>;
    /** Physical line of the first record with a wrong number of fields, in the inputs one after the other. */
    readonly firstMalformedLine: number | null;
  };
  readonly testFraction: number;
  /** The training rows' sufficient statistics: with the counts, the data's fingerprint. */
  readonly moments: { readonly train: Moments; readonly heldOut: Moments };
  readonly data: { readonly objects: number; readonly bytes: number; readonly rows: number };
  /** SHA-256 of the `model.joblib` beside it, in hexadecimal digits; models of older versions have none. */
  readonly joblibSha256?: string;
}

export const METRIC_DEFINITIONS: Readonly<Record<string, string>> = {
  rmseUsd: 'sqrt(sum((y - yhat)^2) / n), in USD',
  rSquaredCentred: '1 - sum((y - yhat)^2) / sum((y - mean(y))^2)',
  rSquaredUncentred: '1 - sum((y - yhat)^2) / sum(y^2)',
};

export const TARGET: Model['target'] = { name: 'fare_amount', unit: 'USD' };
export const FEATURES: Model['features'] = [{ name: 'distance_km', unit: 'km' }];

type DescribedFit = Pick<Model, 'coefficients' | 'intercept' | 'residualStandardErrorUsd' | 'degreesOfFreedom'> & {
  readonly metrics: Omit<Model['metrics'], 'definitions'>;
};

export interface TrainedFrom {
  readonly summary: Summary;
  readonly fitOptions: FitOptions;
  readonly rules: CleaningRules | undefined;
  readonly testFraction: number;
  /** Objects, bytes (decompressed) and rows that the model stands for. */
  readonly data: Model['data'];
  readonly codeVersion: string;
}

/** The model that a summary of the data determines. Throws `DataError` where the rows do not determine one. */
export function createModel({ summary, fitOptions, rules, testFraction, data, codeVersion }: TrainedFrom): Model {
  const { train, heldOut } = summary;
  const { coefficients, intercept, ...fitted } = describeFit(train, heldOut, fitOptions);
  return {
    schemaVersion: 1,
    kind: 'taxifare-linear-model',
    codeVersion,
    formula: formulaOf(coefficients[0].value, intercept?.value ?? 0),
    target: TARGET,
    features: FEATURES,
    estimator: fitOptions.estimator,
    alpha: fitOptions.estimator === 'ols' ? null : fitOptions.alpha,
    fitIntercept: fitOptions.fitIntercept,
    coefficients,
    intercept,
    residualStandardErrorUsd: fitted.residualStandardErrorUsd,
    degreesOfFreedom: fitted.degreesOfFreedom,
    metrics: { ...fitted.metrics, definitions: METRIC_DEFINITIONS },
    cleaning: {
      rules: rules ?? null,
      rows: summary.rows,
      kept: train.n,
      heldOut: heldOut.n,
      dropped: byReason((reason) => summary.dropped[reason].count),
      firstMalformedLine: summary.firstMalformedLine,
    },
    testFraction,
    moments: { train, heldOut },
    data,
  };
}

/** The part of a model that its moments determine: what a saved one is held against. */
export function describeFit(train: Moments, heldOut: Moments, fitOptions: FitOptions): DescribedFit {
  const found = fit(train, fitOptions);
  const { inference } = found;
  const metrics = metricsOf(train, found);
  if (metrics === null) throw new RangeError('describeFit: a fit without rows');
  return {
    coefficients: [estimateOf(found.coefficients[0]!, inference?.standardErrors[0], inference?.t95)],
    intercept: fitOptions.fitIntercept
      ? estimateOf(found.intercept, inference?.interceptStandardError, inference?.t95)
      : null,
    residualStandardErrorUsd: inference?.residualStandardError ?? null,
    degreesOfFreedom: inference?.degreesOfFreedom ?? null,
    metrics: { train: metrics, heldOut: metricsOf(heldOut, found) },
  };
}

function estimateOf(value: number, standardError: number | undefined, t95: number | undefined): Estimate {
  if (standardError === undefined || t95 === undefined) return { value, standardError: null, interval95: null };
  return { value, standardError, interval95: [value - t95 * standardError, value + t95 * standardError] };
}

function metricsOf(moments: Moments, found: Pick<Fit, 'coefficients' | 'intercept'>): ModelMetrics | null {
  const metrics = evaluate(moments, found);
  if (metrics === undefined) return null;
  const { n, rmse, rSquaredCentred = null, rSquaredUncentred = null } = metrics;
  return { rows: n, rmseUsd: rmse, rSquaredCentred, rSquaredUncentred };
}

/** The model in words, its numbers to five digits. */
export function formulaOf(slope: number, intercept: number): string {
  const shown = (value: number) => `${Number(value.toPrecision(5))}`.replace('-', '−');
  if (intercept === 0) return `fare_amount = ${shown(slope)} × distance_km`;
  return `fare_amount = ${shown(intercept)} ${slope < 0 ? '−' : '+'} ${shown(Math.abs(slope))} × distance_km`;
}

/** `model.json`: JSON with a fixed order of keys and a newline at the end; the same model, the same bytes. */
export function formatModel(model: Model): string {
  return `${JSON.stringify(model, null, 2)}\n`;
}

/** The fare that the model gives a trip of so many kilometres, in USD. */
export function predictFareUsd(
  { coefficients, intercept }: Pick<Model, 'coefficients' | 'intercept'>,
  distanceKm: number,
): number {
  return distanceKm * coefficients[0].value + (intercept?.value ?? 0);
}

/**
 * Where 95 of 100 such trips' fares lie, if errors are normal and of one variance: ŷ ± t s √(1 + h), h being the trip's
 * leverage (N. R. Draper, H. Smith, "Applied Regression Analysis", 3rd edition, 1998, 3.2). `undefined` for penalised
 * estimates.
 */
export function predictionIntervalUsd(
  model: Model,
  distanceKm: number,
): readonly [low: number, high: number] | undefined {
  const { residualStandardErrorUsd: s, coefficients, intercept } = model;
  const [{ value, standardError, interval95 }] = coefficients;
  if (s === null || standardError === null || interval95 === null) return undefined;
  const { n, meanX, sxx } = model.moments.train;
  const t = standardError > 0 ? (interval95[1] - value) / standardError : 0;
  const [x, mean] = [distanceKm, meanX[0]!];
  const leverage =
    intercept === null ? (x * x) / (sxx[0]![0]! + n * mean * mean) : 1 / n + ((x - mean) * (x - mean)) / sxx[0]![0]!;
  const half = t * s * Math.sqrt(1 + leverage);
  const fareUsd = predictFareUsd(model, distanceKm);
  return [fareUsd - half, fareUsd + half];
}

/** All rows: kept, held out or dropped. */
export function rowsOf({ kept, heldOut, dropped }: Model['cleaning']): number {
  return DROP_REASONS.reduce((sum, reason) => sum + dropped[reason], kept + heldOut);
}
