import type { CleaningRules, Summary } from '@taxifare/core';
import { createModel, type FitChoice, formatJoblib, type Model } from '@taxifare/core/model';
import { sha256 } from '../artefacts/set/read-set.ts';

/** The sums of the whole data, and what they stand for. */
export interface TrainingData {
  readonly summary: Summary;
  /** Counts of trips and places. */
  readonly picture: Float64Array;
  /** Bytes of CSV, decompressed. */
  readonly bytes: number;
  readonly objects: number;
  /** Of sums that were merged: the fingerprints of the trainings in them. */
  readonly merged?: readonly string[];
}

export interface TrainModelOptions {
  readonly fit: FitChoice;
  /** What the rows were cleaned by, and the share of them that was held out: they are a part of the model. */
  readonly rules: CleaningRules | undefined;
  readonly testFraction: number;
  /** The column of distances that were taken as they stood. */
  readonly distance?: Model['distance'] | undefined;
  readonly codeVersion: string;
}

/** Step four: the model that the data's sums determine. A pure function of data, options and code version. */
export function trainModel(
  { summary, picture, bytes, objects, merged = [] }: TrainingData,
  options: TrainModelOptions,
): Model {
  const { fit, rules, testFraction, distance, codeVersion } = options;
  const data = { objects, bytes, rows: summary.rows, merged };
  const model = createModel({ summary, picture, fit, rules, testFraction, distance, data, codeVersion });
  return { ...model, joblibSha256: sha256(formatJoblib(model)) };
}
