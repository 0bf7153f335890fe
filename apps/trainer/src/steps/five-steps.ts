import type { Model } from '@taxifare/core/model';
import type { ObjectInfo } from '@taxifare/gcs';
import type { Artefact } from '../artefacts/artefact.ts';
import { computeDistance } from './compute-distance.ts';
import { getData } from './get-data.ts';
import type { GetDataOptions } from './get-data-options.ts';
import { type PreprocessOptions, preprocess } from './preprocess.ts';
import type { SaveModelOptions } from './save-model.ts';
import type { Shard } from './shard.ts';
import { type ShardSums, startSums } from './shard-sums.ts';
import type { TrainingData, TrainModelOptions } from './train-model.ts';

/** Steps one to three, on every shard of the data: on all threads and replicas at once, see ../fold/. */
export async function sumShard(
  shard: Shard,
  object: ObjectInfo,
  options: GetDataOptions & PreprocessOptions,
): Promise<ShardSums> {
  const sums = startSums(shard, options.folds);
  const end = await getData(shard, object, options, (trips, block) => {
    sums.add(preprocess(computeDistance(trips, sums.engine), options, sums.engine), block);
  });
  return sums.end(end);
}

/**
 * Steps four and five, once, on the sums of all shards. `describe` makes of the model what is saved of it. Answers that,
 * the model, and the URIs of its files.
 */
export async function fitAndSave<Described extends { readonly files: readonly Artefact[] }>(
  data: TrainingData,
  options: TrainModelOptions & SaveModelOptions & { readonly describe: (model: Model) => Described },
): Promise<Described & { readonly model: Model; readonly saved: readonly string[] }> {
  // A worker thread, which takes the first three steps alone, does not load these.
  const [{ trainModel }, { saveModel }] = await Promise.all([import('./train-model.ts'), import('./save-model.ts')]);
  const model = trainModel(data, options);
  const described = options.describe(model);
  const saved = await saveModel(described.files, options);
  return { ...described, model, saved };
}
