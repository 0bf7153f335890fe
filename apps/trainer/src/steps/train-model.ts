import { createModel, type Model } from '@taxifare/core/model';
import type { Config } from '../config.ts';
import type { FoldedData } from '../fold/fold-data.ts';

/** Step four: the model that the data's sums determine. A pure function of data, options and code version. */
export function trainModel(
  data: Pick<FoldedData, 'summary' | 'bytes'>,
  { objects, config, codeVersion }: { readonly objects: number; readonly config: Config; readonly codeVersion: string },
): Model {
  const { summary, bytes } = data;
  return createModel({
    summary,
    fitOptions: config.fit,
    rules: config.rules,
    testFraction: config.testFraction,
    data: { objects, bytes, rows: summary.rows },
    codeVersion,
  });
}
