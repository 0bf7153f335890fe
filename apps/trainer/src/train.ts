import { type CleaningRules, DataError, rulesFor } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { type ObjectInfo, type ObjectStore, openStore } from '@taxifare/gcs';
import { inspectInputs, isRereadable, listInputs } from '@taxifare/trip-files';
import { codeIdentity } from './artefacts/code-identity.ts';
import type { RunRecord } from './artefacts/run-record.ts';
import { tryOutput } from './artefacts/set/try-output.ts';
import type { Config } from './config.ts';
import { type FoldOptions, foldData } from './fold/fold-data.ts';
import type { DataSums } from './fold/merge-sums.ts';
import { planOf } from './fold/plan.ts';
import { checkDropped } from './inputs/check-dropped.ts';
import { fitAndSave } from './steps/five-steps.ts';
import { knownHeader } from './steps/get-data.ts';
import type { Log } from './terminal/log.ts';
import type { World } from './world.ts';

/** What came out of a training, before it is saved. */
export interface Fitted {
  readonly model: Model;
  readonly run: RunRecord;
  readonly inputs: readonly ObjectInfo[];
}

export interface Training extends Fitted {
  /** URIs of what was saved. */
  readonly saved: readonly string[];
}

/** What is told of a training while it runs. */
export interface TrainListeners {
  readonly log: Log;
  readonly onFit: (fitted: Fitted) => void;
  /** The rows were read, and cannot be fitted: an error follows. */
  readonly onRefusal: (rows: RefusedRows) => void;
}

export interface RefusedRows extends Pick<DataSums, 'summary' | 'firstMalformed'> {
  readonly rules: CleaningRules | undefined;
  readonly inputs: readonly ObjectInfo[];
}

/**
 * A training: lists the data, sums it on all threads and replicas, fits the sums and saves the model. The five steps of it
 * stand in steps/five-steps.ts. The outputs are tried first; `onFit` gets the fit, whether or not it can be saved. Answers
 * `undefined` in a replica that is not the primary.
 */
export async function train(
  config: Config,
  world: World,
  { log, onFit, onRefusal }: TrainListeners,
): Promise<Training | undefined> {
  const signal = world.stopped;
  const startMs = world.now();
  const store = openStore({ ...config.storage, retries: { onRetry: log.retrying } });
  const tried = config.cluster.replica === 0 ? config.outputs : [];
  const [inputs, code] = await Promise.all([
    listInputs(config.data, store, signal),
    codeIdentity(world),
    ...tried.map((output) => tryOutput(output, { store, storage: config.storage, signal })),
  ]);
  const reading = { store, signal, columns: config.columns, purpose: 'training', known: knownHeader } as const;
  const files = inputs.filter(isRereadable);
  let forms = await inspectInputs(files, reading);
  for (const warning of forms.warnings) log.warn(warning);
  const plan = planOf(inputs, { ...config, rowGroups: forms.rowGroups });
  const folded = await foldData(plan, foldOptionsOf(config, world, { log, store, code }));
  if (folded === undefined) return undefined;
  const { sums, threads } = folded;
  if (files.length < inputs.length) {
    const said = forms.warnings;
    forms = await inspectInputs(inputs, reading);
    for (const warning of forms.warnings) if (!said.includes(warning)) log.warn(warning);
  }
  const readMs = world.now() - startMs;
  const rules = config.rules && rulesFor(config.rules, forms);
  const checks = { ...config, ...reading, inputs, forms };
  const dropped = await checkDropped(sums.summary, checks).catch((error: unknown) => {
    if (error instanceof DataError) onRefusal({ ...sums, rules, inputs });
    throw error;
  });
  for (const warning of dropped) log.warn(warning);
  // Read only now: what is above is not kept waiting for the report's charts.
  const { artefactsOf } = await import('./artefacts/artefacts.ts');
  const told = { notes: forms.notes, warnings: [...forms.warnings, ...dropped] };
  const facts = { ...sums, ...told, config, world, inputs, threads, startMs, readMs, code };
  const training = await fitAndSave(
    { ...sums, objects: inputs.length },
    {
      ...{ ...config, rules, distance: config.columns.distance, codeVersion: code.version, store, signal },
      ...{ sleep: world.sleep, saver: { ...world.saver, nowMs: world.now } },
      describe: (model) => {
        const described = artefactsOf({ ...facts, model });
        onFit({ model, run: described.run, inputs });
        return described;
      },
    },
  );
  return { ...training, inputs };
}
/** What the fold takes of a configuration and the world. */
function foldOptionsOf(
  config: Config,
  { stopped: signal, cores, program, now, sleep }: World,
  { log, store, code }: { readonly log: Log; readonly store: ObjectStore; readonly code: RunRecord['code'] },
): FoldOptions {
  const { threads, rows, isStrict, checkpointDir, cluster, checkpointMs, replicaTimeoutMs } = config;
  const timing = { checkpointMs, replicaTimeoutMs, nowMs: now, sleep };
  return {
    ...{ store, signal, threads, cores, program, rows, isStrict },
    job: checkpointDir === undefined ? undefined : { checkpointDir, cluster, ...timing, codeHash: code.sha256, log },
    onRetry: log.retrying,
    onProgress: log.progress,
    onReading: log.reading,
  };
}
