import { ConfigError } from '@taxifare/console';
import { type Model, parseModel } from '@taxifare/core/model';
import { type ObjectInfo, type ObjectStore, readBytes } from '@taxifare/gcs';
import { type InspectOptions, inspectInputs } from '@taxifare/trip-files';
import { readModelSet } from '../job/model-set.ts';
import type { SubmitPlan } from '../job/submit-plan.ts';
import { completeArgs, textAfter } from '../job/trainer-command.ts';
import { columnsOfTrainer } from './columns-of-trainer.ts';
import { isForbidden } from './find-data.ts';

/**
 * Throws what a prediction would end with at once, before a machine is paid for to find out: no model or a broken one,
 * files without the places or distances that it wants, an output that nobody can write or that is one of them.
 */
export async function checkPrediction(
  { uris, inputs }: { readonly uris: readonly string[]; readonly inputs: readonly ObjectInfo[] },
  { options: { trainerArgs }, bucket }: Pick<SubmitPlan, 'options' | 'bucket'>,
  look: Pick<InspectOptions, 'store' | 'signal' | 'onLook'>,
): Promise<void> {
  const { store, signal } = look;
  const output = textAfter(trainerArgs, 'output') ?? '';
  if (uris.includes(output)) {
    const problem = { what: 'is the file of --data', got: output, fix: 'give another name' };
    throw new ConfigError([{ where: '-- predict --output', ...problem }]);
  }
  await store.info(output, { signal }).catch(ifForbidden);
  const place = textAfter(completeArgs(trainerArgs, bucket), 'model') ?? '';
  const model = await modelAt(place.replace(/^\/gcs\//, 'gs://').replace(/\/+$/, ''), store, signal).catch(ifForbidden);
  // Without the model it is not known which columns the files need.
  if (model === undefined) return;
  const columns = { ...columnsOfTrainer(trainerArgs), distance: model.distance };
  await inspectInputs(inputs, { ...look, columns, purpose: 'prediction' });
}

async function modelAt(place: string, store: ObjectStore, signal: AbortSignal): Promise<Model> {
  const uri = /\.(json|joblib)$/.test(place) ? place : `${place}/model.json`;
  const body = uri.endsWith('/model.json')
    ? (await readModelSet(uri.slice(0, uri.lastIndexOf('/')), store, signal))?.files.get('model.json')
    : await bytesAt(uri, store, signal);
  if (body !== undefined) return parseModel(new TextDecoder().decode(body), uri);
  const fix = 'train one first, or give --model gs://BUCKET/FOLDER';
  throw new ConfigError([{ where: '-- predict --model', what: 'no such model', got: uri, fix }]);
}

async function bytesAt(uri: string, store: ObjectStore, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const object = await store.info(uri, { signal });
  return object && (await readBytes(store, object, {}, { signal }));
}

function ifForbidden(error: unknown): undefined {
  if (!isForbidden(error)) throw error;
}
