import type { CleaningRules, Summary } from '@taxifare/core';
import { createModel, type FitOptions, formatJoblib, type Model } from '@taxifare/core/model';
import { sha256 } from '../artefacts/set/read-set.ts';

/** The sums of the whole data, and what they stand for. */
export interface TrainingData {
  readonly summary: Summary;
  /** Bytes of CSV, decompressed. */
  readonly bytes: number;
  readonly objects: number;
}

export interface TrainModelOptions {
  readonly fit: FitOptions;
  /** What the rows were cleaned by, and the share of them that was held out: they are a part of the model. */
  readonly rules: CleaningRules | undefined;
  readonly testFraction: number;
  readonly codeVersion: string;
}

/** Step four: the model that the data's sums determine. A pure function of data, options and code version. */
export function trainModel({ summary, bytes, objects }: TrainingData, options: TrainModelOptions): Model {
  const { fit: fitOptions, rules, testFraction, codeVersion } = options;
  const model = createModel({
    summary,
    fitOptions,
    rules,
    testFraction,
    data: { objects, bytes, rows: summary.rows },
    codeVersion,
  });
  return { ...model, joblibSha256: sha256(formatJoblib(model)) };
}
