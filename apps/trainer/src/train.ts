import type { Model } from '@taxifare/core/model';
import { type ObjectInfo, openStore } from '@taxifare/gcs';
import { codeIdentity } from './artefacts/code-identity.ts';
import { type RunRecord, runRecordOf } from './artefacts/run-record.ts';
import type { Config } from './config.ts';
import { foldData } from './fold/fold-data.ts';
import type { FoldPlan } from './fold/fold-plan.ts';
import { listInputs } from './fold/list-inputs.ts';
import { saveModel } from './steps/save-model.ts';
import { shardsOf } from './steps/shard.ts';
import type { Log } from './terminal/log.ts';
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
  // Read only now: what is above is not kept waiting for mathjs and the report's charts.
  const { trainModel } = await import('./steps/train-model.ts');
  const { artefactsOf } = await import('./artefacts/artefacts.ts');
  const model = trainModel(data, { objects: inputs.length, config, codeVersion: code.version });
  const run = runRecordOf({ config, world, inputs, merged: data, startedAt, readMs, code });
  const { summary, picture } = data;
  const artefacts = artefactsOf({ model, summary, picture, fitOptions: config.fit, run });
  const saved = await saveModel(artefacts, config.outputs, { store, signal });
  return { model, run, inputs, saved };
}

function planOf(inputs: readonly ObjectInfo[], { rules, testFraction, storage }: Config): FoldPlan {
  return { inputs, shards: shardsOf(inputs), rules, testFraction, storage };
}
