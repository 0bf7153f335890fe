import type { Moments } from '../moments.ts';
import type { Dropped } from '../trips/dropped.ts';
import type { DistanceUnit } from '../trips/find-columns.ts';
import type { CleaningRules, DropReason } from '../trips/rules.ts';
import type { Summary } from '../trips/summary.ts';
import type { Alpha, CrossValidation } from './cross-validation.ts';
import type { FareIntervals } from './fare-intervals.ts';
import type { FitOptions } from './fit.ts';

/** A number that is estimated, and how surely. All but the value are null for `ridge` and `lasso`: see docs/math.md. */
export interface Estimate {
  readonly value: number;
  /** HC1: right whatever the spread of the errors at each distance. null also in a model of schema 1. */
  readonly robustStandardError: number | null;
  /** Right if errors are spread alike at every distance, which those of taxi trips are not. */
  readonly classicalStandardError: number | null;
  /** [low, high]: value ± t × robust standard error, t being Student's for 95% and the degrees of freedom. */
  readonly interval95: readonly [number, number] | null;
}

/** How well the model describes some rows; each statistic's definition stands in `METRIC_DEFINITIONS`. */
export interface ModelMetrics {
  readonly rows: number;
  readonly rmseUsd: number;
  readonly meanResidualUsd: number;
  readonly meanAbsoluteErrorUsd: number | null;
  readonly rSquaredCentred: number | null;
  readonly rSquaredUncentred: number | null;
}

/** Everything that a model is computed from: with it a model is fitted anew, or merged with another, without its data. */
export interface ModelSums {
  readonly train: Moments;
  readonly heldOut: Moments;
  /** Moments of groups of the rows to train on, by what they are grouped by. `fold`: those of a cross-validation. */
  readonly groups: Readonly<Record<string, readonly Moments[]>>;
  readonly dropped: Readonly<Record<DropReason, Omit<Dropped, 'count'>>> | null;
  /** Physical lines of all inputs. */
  readonly lines: number | null;
  /** Counts of trips by distance and fare, and of rows by place, as `formatCounts` writes them. */
  readonly counts: string | null;
}

/**
 * A trained model, as `model.json` has it: a pure function of data, options and code version. Says nothing of where the
 * data lay, or when. A model of schema 1 lacks what is null in it.
 */
export interface Model {
  readonly schemaVersion: 1 | 2;
  readonly kind: 'taxifare-linear-model';
  readonly codeVersion: string;
  /** In words: `fare_amount = 2.7467 × distance_km`. */
  readonly formula: string;
  readonly target: { readonly name: 'fare_amount'; readonly unit: 'USD' };
  readonly features: readonly { readonly name: string; readonly unit: string }[];
  readonly estimator: FitOptions['estimator'];
  /** Weight of the penalty as scikit-learn defines it; null for `ols`. */
  readonly alpha: number | null;
  /** How alpha was found: as it was given, or by cross-validation. */
  readonly alphaChoice: 'given' | 'best' | '1se' | null;
  readonly fitIntercept: boolean;
  /** One for each feature; USD per km. */
  readonly coefficients: readonly [Estimate, ...Estimate[]];
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
  /** What least squares with a base fare comes to on the same rows; null if that is what the model is. */
  readonly withBaseFare: { readonly baseUsd: number; readonly usdPerKm: number; readonly rmseUsd: number } | null;
  readonly intervals: FareIntervals | null;
  readonly crossValidation: CrossValidation | null;
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
  /** The column whose distances were taken as they stood, in place of those between places; absent where none was. */
  readonly distance?: { readonly column: string; readonly unit: DistanceUnit };
  /** With the counts, the data's fingerprint. */
  readonly sums: ModelSums;
  readonly data: {
    readonly objects: number;
    readonly bytes: number;
    readonly rows: number;
    /** Of a merged model: the fingerprints of the trainings in it. */
    readonly merged: readonly string[];
  };
  /** SHA-256 of the `model.joblib` beside it, in hexadecimal digits; models of older versions have none. */
  readonly joblibSha256?: string;
}

export interface TrainedFrom {
  readonly summary: Summary;
  /** Counts of trips and places, of `PICTURE_LENGTH`. */
  readonly picture: Float64Array;
  readonly fit: Omit<FitOptions, 'alpha'> & { readonly alpha: Alpha };
  readonly rules: CleaningRules | undefined;
  readonly testFraction: number;
  readonly distance?: Model['distance'] | undefined;
  /** Objects, bytes (decompressed) and rows that the model stands for. */
  readonly data: Omit<Model['data'], 'merged'> & Partial<Pick<Model['data'], 'merged'>>;
  readonly codeVersion: string;
}

export const METRIC_DEFINITIONS: Readonly<Record<string, string>> = {
  rmseUsd: 'sqrt(sum((y - yhat)^2) / n), in USD',
  meanResidualUsd: 'sum(y - yhat) / n, in USD: above 0 where predictions are too low on average',
  meanAbsoluteErrorUsd:
    'sum(|y - yhat|) / n, in USD, from counts by 0.25 km and 0.5 USD: to about 0.05 USD; null where over 1 in 1000 trips lie beyond them',
  rSquaredCentred: '1 - sum((y - yhat)^2) / sum((y - mean(y))^2)',
  rSquaredUncentred: '1 - sum((y - yhat)^2) / sum(y^2)',
};

export const TARGET: Model['target'] = { name: 'fare_amount', unit: 'USD' };
export const FEATURES: Model['features'] = [{ name: 'distance_km', unit: 'km' }];

/** `model.json`: JSON with a fixed order of keys and a newline at the end; the same model, the same bytes. */
export function formatModel(model: Model): string {
  return `${JSON.stringify(model, null, 2)}\n`;
}
