import type { Model } from '@taxifare/core/model';
import type { ObjectInfo } from '@taxifare/gcs';
import { computeDistance } from './compute-distance.ts';
import { type GetDataOptions, getData } from './get-data.ts';
import { type PreprocessOptions, preprocess } from './preprocess.ts';
import { type Artefact, type SaveModelOptions, saveModel } from './save-model.ts';
import type { Shard } from './shard.ts';
import { type ShardSums, startSums } from './shard-sums.ts';
import { type TrainingData, type TrainModelOptions, trainModel } from './train-model.ts';

/** Steps one to three, on every shard of the data: on all threads and replicas at once, see ../fold/. */
export async function sumShard(
  shard: Shard,
  object: ObjectInfo,
  options: GetDataOptions & PreprocessOptions,
): Promise<ShardSums> {
  const sums = startSums(shard);
  const end = await getData(shard, object, options, (trips, block) => {
    sums.add(preprocess(computeDistance(trips, sums.engine), options, sums.engine), block);
  });
  return sums.end(end);
}

export interface FitAndSaveOptions extends TrainModelOptions, SaveModelOptions {
  /** The files that a model's folder has. */
  readonly filesOf: (model: Model) => readonly Artefact[];
}

/** Steps four and five, once, on the sums of all shards. Answers the model and the URIs of its files. */
export async function fitAndSave(
  data: TrainingData,
  options: FitAndSaveOptions,
): Promise<{ readonly model: Model; readonly saved: readonly string[] }> {
  const model = trainModel(data, options);
  const saved = await saveModel(options.filesOf(model), options);
  return { model, saved };
}
