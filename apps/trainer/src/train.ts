import { formatJoblib, formatModel, type Model } from '@taxifare/core/model';
import { type ObjectInfo, openStore } from '@taxifare/gcs';
import { codeIdentity } from './code-identity.ts';
import type { Config } from './config.ts';
import { foldData } from './fold/fold-data.ts';
import type { FoldPlan } from './fold/fold-plan.ts';
import { shardsOf } from './fold/shard.ts';
import { listInputs } from './list-inputs.ts';
import type { Log } from './log.ts';
import { type RunRecord, runRecordOf } from './run-record.ts';
import { type Artefact, saveModel } from './save-model.ts';
import { trainModel } from './train-model.ts';
import type { World } from './world.ts';

export interface Training {
  readonly model: Model;
  readonly run: RunRecord;
  readonly inputs: readonly ObjectInfo[];
  /** URIs of what was saved. */
  readonly saved: readonly string[];
}

/**
 * The whole job in five steps, a file each. `getData`, `computeDistance` and `preprocess` run on every shard of the data
 * (fold/fold-shard.ts), on all threads and replicas; `trainModel` and `saveModel` once, on their sums. Answers
 * `undefined` in a replica that is not the primary.
 */
export async function train(config: Config, world: World, log: Log): Promise<Training | undefined> {
  const startedAt = world.now();
  const { signal } = world;
  const store = openStore(config.storage);
  const identity = codeIdentity(world);
  const inputs = await listInputs(config.data, store, signal);
  const code = await identity;
  const plan = planOf(inputs, config);
  const data = await foldData(plan, { config, world, store, log, codeHash: code.sha256 });
  if (data === undefined) return undefined;
  const readMs = world.now().getTime() - startedAt.getTime();
  const model = trainModel(data, { objects: inputs.length, config, codeVersion: code.version });
  const run = runRecordOf({ config, world, inputs, merged: data, startedAt, readMs, code });
  const { formatReport } = await import('./report/report.ts');
  const { summary, picture } = data;
  const report = formatReport({ model, summary, picture, fitOptions: config.fit, run });
  const saved = await saveModel(artefactsOf(model, run, report), config.outputs, { store, signal });
  return { model, run, inputs, saved };
}

function planOf(inputs: readonly ObjectInfo[], { rules, testFraction, storage }: Config): FoldPlan {
  return { inputs, shards: shardsOf(inputs), rules, testFraction, storage };
}

/** `model.json` comes last: where it is new, the rest is. */
function artefactsOf(model: Model, run: RunRecord, report: string): readonly Artefact[] {
  const utf8 = new TextEncoder();
  return [
    { name: 'report.html', contentType: 'text/html; charset=utf-8', body: utf8.encode(report) },
    { name: 'model.joblib', contentType: 'application/octet-stream', body: formatJoblib(model) },
    { name: 'run.json', contentType: 'application/json', body: utf8.encode(`${JSON.stringify(run, null, 2)}\n`) },
    { name: 'model.json', contentType: 'application/json', body: utf8.encode(formatModel(model)) },
  ];
}
