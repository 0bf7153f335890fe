import { createHash } from 'node:crypto';
import { ConfigError } from '@taxifare/console';
import { MODEL_FILES, type ModelFileName, mismatchedFiles } from '@taxifare/core/model';
import { type ObjectStore, readBytes } from '@taxifare/gcs';

/** The files of one training, as they lie in a folder of a bucket. */
export interface ModelSet {
  /** `gs://BUCKET/FOLDER`. */
  readonly folder: string;
  readonly files: ReadonlyMap<ModelFileName, Uint8Array>;
  /** Of `model.json`: it names the set. */
  readonly sha256: string;
  readonly model: Json;
  readonly run: Json | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** A training may put its files in place while they are read: then they are read again. */
const TRIES = 3;

/**
 * The set in a folder, whole: all of its files are of one training. `undefined` where there is no `model.json`. Throws
 * `ConfigError` that names the files of another training, and `DataError` for a `model.json` that is none.
 */
export async function readModelSet(
  folder: string,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<ModelSet | undefined> {
  for (let tries = 1; ; tries++) {
    const files = new Map<ModelFileName, Uint8Array>();
    for (const name of MODEL_FILES) {
      const object = await store.info(`${folder}/${name}`, { signal });
      if (object === undefined) continue;
      files.set(name, await readBytes(store, object, {}, { signal }));
    }
    const model = textOf(files.get('model.json'));
    if (model === undefined) return undefined;
    const run = textOf(files.get('run.json'));
    const set = {
      'model.json': model,
      'model.joblib': files.get('model.joblib'),
      'run.json': run,
      'report.html': textOf(files.get('report.html')),
    };
    const strangers = mismatchedFiles(set, { source: `${folder}/model.json`, sha256: sha256Of });
    if (strangers.length === 0)
      return { folder, files, sha256: sha256Of(model), model: JSON.parse(model), run: jsonOf(run) };
    if (tries < TRIES) continue;
    const what = `${strangers.join(' and ')} ${strangers.length === 1 ? 'is' : 'are'} of another training than model.json`;
    throw new ConfigError([{ where: folder, what, fix: 'train again, or take the folder of a job that succeeded' }]);
  }
}

function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function jsonOf(text: string | undefined): Json | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
