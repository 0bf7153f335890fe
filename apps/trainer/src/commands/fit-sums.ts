import { EXIT, paintOf } from '@taxifare/console';
import type { CleaningRules, Summary } from '@taxifare/core';
import type { FitChoice, Model } from '@taxifare/core/model';
import type { ObjectStore } from '@taxifare/gcs';
import { codeIdentity } from '../artefacts/code-identity.ts';
import { fitAndSave } from '../steps/five-steps.ts';
import type { TrainingData } from '../steps/train-model.ts';
import { createLog } from '../terminal/log.ts';
import { resolvePath } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';
import { describeFit, describeSaved } from './describe-training.ts';

export interface FitSumsOptions {
  readonly fit: FitChoice;
  readonly rules: CleaningRules | undefined;
  readonly testFraction: number;
  /** The column of distances that the model is of. */
  readonly distance: Model['distance'] | undefined;
  /** What the sums are of: models, as they were named. */
  readonly models: readonly string[];
  /** Where the model goes; `undefined`: nothing is saved. */
  readonly output: string | undefined;
  readonly isJson: boolean;
  readonly store: ObjectStore;
}

/** Steps four and five on sums that models have kept: says what came out, and saves it where that is asked for. */
export async function fitSums(data: TrainingData, options: FitSumsOptions, world: World): Promise<number> {
  const { fit, rules, testFraction, distance, models, output, isJson, store } = options;
  const startMs = world.now();
  const code = await codeIdentity(world);
  const { artefactsOf } = await import('../artefacts/artefacts.ts');
  const outputs = output === undefined ? [] : [resolvePath(output, world.folder)];
  const facts = {
    ...{ ...data, models, inputs: [], firstMalformed: undefined, threads: 1, readMs: 0, startMs, code, world },
    config: { ...runOptions(data.summary, options), data: [], outputs },
  };
  const { model, run, saved } = await fitAndSave(data, {
    ...{ fit, rules, testFraction, distance, codeVersion: code.version, outputs, store, signal: world.interrupted },
    ...{ sleep: world.sleep, saver: { ...world.saver, nowMs: world.now } },
    describe: (model) => artefactsOf({ ...facts, model }),
  });
  if (isJson) {
    world.out(`${JSON.stringify({ model, run, saved }, null, 2)}\n`);
    return EXIT.fine;
  }
  const log = createLog(world, { isJob: false, isJson });
  for (const line of describeFit({ model, run, inputs: [] }, paintOf(world.terminal.hasColour))) log.info(line);
  for (const line of describeSaved(saved)) log.info(line);
  if (saved.length === 0) log.info('nothing saved; add --output FOLDER to keep it');
  return EXIT.fine;
}

/** What a run record says of options that only a reading of data has. */
function runOptions({ folds }: Summary, { fit, rules, testFraction }: FitSumsOptions) {
  const cluster = { replica: 0, replicas: 1, taskNames: [] };
  return {
    ...{ fit, rules, testFraction, folds: folds.length, cluster },
    ...{ rows: undefined, isStrict: false, jobId: undefined, maxCostUsd: undefined },
  };
}
