import { type ObjectStore, readBytes, StorageError } from '@taxifare/gcs';
import type { Job } from '../cloud/jobs-api.ts';

/** What the submitter says of a model; the rest is in the file. */
export interface TrainedModel {
  /** The folder that it is in. */
  readonly uri: string;
  readonly formula: string;
  readonly rows: number;
  readonly rmseUsd: number;
  readonly rSquared: number | undefined;
}

/** Where a job leaves its artefacts (`AIP_MODEL_DIR`). */
export function modelFolderOf({ jobSpec }: Job): string {
  return `${jobSpec.baseOutputDirectory.outputUriPrefix.replace(/\/$/, '')}/model`;
}

/** The model that a job left in the bucket, or why it cannot be read; `undefined` where there is none. */
export async function readTrainedModel(
  job: Job,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<TrainedModel | StorageError | undefined> {
  const uri = `${modelFolderOf(job)}/model.json`;
  try {
    const object = await store.info(uri, { signal });
    if (object === undefined) return undefined;
    const bytes = await readBytes(store, object, {}, { signal });
    return summaryOf(JSON.parse(new TextDecoder().decode(bytes)), modelFolderOf(job));
  } catch (error) {
    if (error instanceof StorageError) return error;
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function summaryOf(json: unknown, uri: string): TrainedModel | undefined {
  const at = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  const formula = at(json, 'formula');
  const train = at(at(json, 'metrics'), 'train');
  const [rows, rmseUsd, rSquared] = [at(train, 'rows'), at(train, 'rmseUsd'), at(train, 'rSquaredCentred')];
  if (typeof formula !== 'string' || typeof rows !== 'number' || typeof rmseUsd !== 'number') return undefined;
  return { uri, formula, rows, rmseUsd, rSquared: typeof rSquared === 'number' ? rSquared : undefined };
}

/** The model in one line, or why there is none to be had. */
export function describeModel(model: TrainedModel | StorageError): string {
  if (model instanceof StorageError) return `cannot be read now, ${model.what}`;
  const { formula, rows, rmseUsd, rSquared } = model;
  const fit = rSquared === undefined ? '' : `, R² ${rSquared.toFixed(4)} against the mean fare`;
  return `${formula} USD; on ${rows} rows RMSE ${rmseUsd.toFixed(4)} USD${fit}`;
}
