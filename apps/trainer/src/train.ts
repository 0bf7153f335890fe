import { type CleaningRules, DataError, rulesFor } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { type ObjectInfo, openStore } from '@taxifare/gcs';
import { codeIdentity } from './artefacts/code-identity.ts';
import type { RunRecord } from './artefacts/run-record.ts';
import { tryOutput } from './artefacts/set/try-output.ts';
import type { Config } from './config.ts';
import { foldData } from './fold/fold-data.ts';
import { listInputs } from './fold/list-inputs.ts';
import type { DataSums } from './fold/merge-sums.ts';
import { planOf } from './fold/plan.ts';
import { checkDropped } from './inputs/check-dropped.ts';
import { inspectInputs, isRereadable } from './inputs/inspect-inputs.ts';
import { fitAndSave } from './steps/five-steps.ts';
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
  const { stopped: signal, cores, program } = world;
  const startMs = world.now();
  const store = openStore({ ...config.storage, retries: { onRetry: log.retrying } });
  const tried = config.cluster.replica === 0 ? config.outputs : [];
  const [inputs, code] = await Promise.all([
    listInputs(config.data, store, signal),
    codeIdentity(world),
    ...tried.map((output) => tryOutput(output, { store, storage: config.storage, signal })),
  ]);
  const { threads, rows, isStrict, columns } = config;
  const reading = { store, signal, columns };
  const files = inputs.filter(isRereadable);
  let forms = await inspectInputs(files, { ...reading, purpose: 'training' });
  for (const warning of forms.warnings) log.warn(warning);
  const folded = await foldData(planOf(inputs, { ...config, rowGroups: forms.rowGroups }), {
    ...{ store, signal, threads, cores, program, rows, isStrict },
    job: jobOf(config, world, { log, codeHash: code.sha256 }),
    onProgress: log.progress,
    onReading: log.reading,
  });
  if (folded === undefined) return undefined;
  const { sums } = folded;
  if (files.length < inputs.length) forms = await inspectInputs(inputs, { ...reading, purpose: 'training' });
  const readMs = world.now() - startMs;
  // Read only now: what is above is not kept waiting for the report's charts.
  const { artefactsOf } = await import('./artefacts/artefacts.ts');
  const { fit, testFraction, outputs, maxDropped } = config;
  const rules = config.rules && rulesFor(config.rules, forms);
  const checks = { ...reading, inputs, forms, rules: config.rules, maxDropped, isStrict };
  const dropped = await checkDropped(sums.summary, checks).catch((error: unknown) => {
    if (error instanceof DataError)
      onRefusal({ summary: sums.summary, rules, firstMalformed: sums.firstMalformed, inputs });
    throw error;
  });
  for (const warning of dropped) log.warn(warning);
  const { notes } = forms;
  const facts = {
    ...sums,
    notes,
    warnings: [...forms.warnings, ...dropped],
    config,
    world,
    inputs,
    threads: folded.threads,
    startMs,
    readMs,
    code,
  };
  const training = await fitAndSave(
    { ...sums, objects: inputs.length },
    {
      ...{ fit, rules, testFraction, codeVersion: code.version, outputs, store, signal },
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

function jobOf(
  config: Config,
  { now, sleep }: World,
  { log, codeHash }: { readonly log: Log; readonly codeHash: string },
) {
  const { checkpointDir, cluster, checkpointMs, replicaTimeoutMs } = config;
  if (checkpointDir === undefined) return undefined;
  return { checkpointDir, cluster, checkpointMs, replicaTimeoutMs, codeHash, log, nowMs: now, sleep };
}
