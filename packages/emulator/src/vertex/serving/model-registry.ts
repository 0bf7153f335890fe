import { rpcApiError } from '../../http/api-error.ts';
import { isRecord } from '../../http/json-body.ts';
import type { ObjectFolder } from '../../storage/object-folder.ts';
import { modelFileOf } from './model-file.ts';
import type { Operate } from './operations.ts';
import { invalid, type Json } from './serving-resource.ts';
import type { Resource, ServingStore } from './serving-store.ts';

/** ModelService: models and their versions. A version's name ends with `@VERSION`, and is kept under it. */
export interface ModelRegistry {
  /** By `…/models/M` (the default version), `…/models/M@2` or `…/models/M@alias`; 404 where there is none. */
  find(name: string): Resource;
  /** The default version of each model. */
  list(parent: string): readonly Resource[];
  versions(name: string): readonly Resource[];
  upload(parent: string, body: Json): Resource;
  mergeAliases(name: string, body: Json): Resource;
  /** A version, or a whole model. `isInUse` is asked of each version. */
  remove(parent: string, name: string, isInUse: (version: Resource) => boolean): Resource;
}

/** One of Vertex AI's prebuilt containers for scikit-learn that can be used still. */
const SKLEARN_IMAGE = /^(us|europe|asia)-docker\.pkg\.dev\/vertex-ai\/prediction\/sklearn-cpu\.1-[456](:[\w.-]+)?$/;

/** What the service says of a model with scikit-learn's container; gcloud looks there before it deploys one. */
const CAPABILITIES = {
  supportedDeploymentResourcesTypes: ['DEDICATED_RESOURCES'],
  supportedInputStorageFormats: ['jsonl', 'bigquery', 'csv', 'tf-record', 'tf-record-gzip', 'file-list'],
  supportedOutputStorageFormats: ['jsonl', 'bigquery'],
};

export function createModelRegistry(options: {
  readonly store: ServingStore;
  readonly objects: ObjectFolder;
  readonly operate: Operate;
}): ModelRegistry {
  const { store, objects, operate } = options;
  const versions = (name: string): readonly Resource[] => store.list(`${name.split('@')[0]}@`);
  const find = (name: string): Resource => {
    const [, version = 'default'] = name.split('@');
    const found = versions(name).find((one) => one.versionId === version || aliasesOf(one).includes(version));
    if (found === undefined) throw rpcApiError(404, 'NOT_FOUND', `The Model does not exist: ${name}`);
    return found;
  };
  const modelsIn = (parent: string): readonly string[] => [
    ...new Set(store.list(`${parent}/models/`).map(({ name }) => name.split('@')[0] ?? name)),
  ];
  /** An alias belongs to one version of a model. */
  const giveAliases = (name: string, aliases: readonly string[]): void => {
    for (const one of versions(name)) {
      const kept = aliasesOf(one).filter((alias) => !aliases.includes(alias));
      store.put({ ...one, versionAliases: one.name === name ? [...kept, ...aliases] : kept });
    }
  };
  return {
    find,
    versions,
    list: (parent) => modelsIn(parent).map((name) => ({ ...find(name), name })),
    upload: (parent, body) => {
      const model = isRecord(body.model) ? body.model : {};
      const image = isRecord(model.containerSpec) ? model.containerSpec.imageUri : undefined;
      if (typeof image !== 'string' || !SKLEARN_IMAGE.test(image))
        throw invalid(`model.container_spec.image_uri: not an image that can serve, got ${String(image)}`);
      if (typeof model.displayName !== 'string' || model.displayName === '')
        throw invalid('model.display_name is required');
      modelFileOf(model, objects);
      const { parentModel } = body;
      if (parentModel !== undefined) find(String(parentModel));
      const name = parentModel === undefined ? `${parent}/models/${store.nextId()}` : String(parentModel).split('@')[0];
      return operate(parent, () => {
        const versionId = String(1 + Math.max(0, ...versions(`${name}`).map((one) => Number(one.versionId))));
        const now = new Date().toISOString();
        const aliases = Array.isArray(model.versionAliases) ? model.versionAliases.map(String) : [];
        const isFirst = versionId === '1';
        const own = { name: `${name}@${versionId}`, versionId, createTime: now, versionCreateTime: now };
        const resource = { ...model, ...own, ...CAPABILITIES };
        store.put(resource);
        giveAliases(resource.name, isFirst ? ['default', ...aliases] : aliases);
        return { model: `${name}`, modelVersionId: versionId };
      });
    },
    mergeAliases: (name, { versionAliases }) => {
      const version = find(name);
      giveAliases(version.name, Array.isArray(versionAliases) ? versionAliases.map(String) : []);
      return find(version.name);
    },
    remove: (parent, name, isInUse) => {
      const gone = name.includes('@') ? [find(name)] : versions(name);
      if (gone.length === 0) throw rpcApiError(404, 'NOT_FOUND', `The Model does not exist: ${name}`);
      if (gone.some(isInUse)) throw rpcApiError(400, 'FAILED_PRECONDITION', `${name} is deployed; undeploy it first.`);
      return operate(parent, () => {
        for (const one of gone) store.remove(one.name);
        return {};
      });
    },
  };
}

function aliasesOf({ versionAliases }: Resource): readonly string[] {
  return Array.isArray(versionAliases) ? versionAliases.map(String) : [];
}
