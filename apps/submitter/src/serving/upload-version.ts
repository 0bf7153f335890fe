import { ConfigError } from '@taxifare/console';
import type { ObjectStore } from '@taxifare/gcs';
import { textIn } from '../cloud/rest-api.ts';
import { APP_LABEL } from '../job/job-spec.ts';
import { type ModelSet, readModelSet } from '../job/model-set.ts';
import { describeVersion, isOfSet } from './describe-version.ts';
import { type ModelVersion, type RegisteredModel, registeredModel, SERVED_NAME } from './registry.ts';
import type { Serving } from './serving.ts';
import { servingImageOf } from './serving-image.ts';

/** The set to serve, whole; `ConfigError` where the folder has none. */
export async function readServedSet(folder: string, store: ObjectStore, signal: AbortSignal): Promise<ModelSet> {
  const set = await readModelSet(folder, store, signal);
  if (set?.files.has('model.joblib')) return set;
  const missing = set === undefined ? 'model.json' : 'model.joblib';
  throw new ConfigError([{ where: folder, what: `there is no ${missing} in it`, fix: 'train first, or give --model' }]);
}

/** The upload of a set as a model, or as a version of `parentModel`: a pure function, which `--dry-run` prints. */
export function uploadRequest(
  set: ModelSet,
  { region, user, parentModel }: { readonly region: string; readonly user: string; readonly parentModel?: string },
): Readonly<Record<string, unknown>> {
  return {
    ...(parentModel && { parentModel }),
    model: {
      displayName: SERVED_NAME,
      labels: { app: APP_LABEL, made_by: user },
      versionDescription: describeVersion(set),
      artifactUri: versionFolderOf(set),
      containerSpec: { imageUri: servingImageOf(region) },
    },
  };
}

/** Where a version's files lie: by their hash, for the folder of the model gets the next training's. */
function versionFolderOf({ folder, sha256 }: ModelSet): string {
  return `${folder}/versions/${sha256.slice(0, 16)}`;
}

/** The version of the registry that is that set already. */
export function versionOfSet(model: RegisteredModel | undefined, { sha256 }: ModelSet): ModelVersion | undefined {
  return model?.versions.find(({ description }) => isOfSet(description, sha256));
}

/** The version of the registry that is that set: the one that is there, or a new one. */
export async function registerVersion(serving: Serving, set: ModelSet, signal: AbortSignal): Promise<ModelVersion> {
  const { api, cloud, operate, user } = serving;
  const model = await registeredModel(api, cloud.parent);
  const there = versionOfSet(model, set);
  if (there !== undefined) return there;
  const store = await cloud.store();
  for (const [name, bytes] of set.files) {
    const uri = `${versionFolderOf(set)}/${name}`;
    if ((await store.info(uri, { signal })) === undefined) await store.write(uri, bytes, { condition: 'any', signal });
  }
  const request = uploadRequest(set, { region: cloud.region, user, ...(model && { parentModel: model.name }) });
  const what = model === undefined ? 'uploading the model' : 'uploading a new version of the model';
  const made = await operate(what, 'POST', `${cloud.parent}/models:upload`, request);
  const id = textIn(made, 'modelVersionId');
  return {
    name: `${textIn(made, 'model')}@${id}`,
    id,
    aliases: [],
    description: describeVersion(set),
    createTimeMs: 0,
  };
}
