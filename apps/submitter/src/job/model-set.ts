import { createHash } from 'node:crypto';
import { ConfigError } from '@taxifare/console';
import { type ObjectStore, readBytes } from '@taxifare/gcs';

/** The files that a training leaves: no other is taken for one. */
const MODEL_FILES = ['model.json', 'model.joblib', 'run.json', 'report.html'] as const;

type ModelFile = (typeof MODEL_FILES)[number];

/** The files of one training, as they lie in a folder of a bucket. */
export interface ModelSet {
  /** `gs://BUCKET/FOLDER`. */
  readonly folder: string;
  readonly files: ReadonlyMap<ModelFile, Uint8Array>;
  /** Of `model.json`: it names the set. */
  readonly sha256: string;
  readonly model: Json;
  readonly run: Json | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** A training may put its files in place while they are read: then they are read again. */
const TRIES = 3;

/**
 * The set in a folder, whole: `model.json` has the SHA-256 of its `model.joblib`, and `run.json` and the report that of
 * `model.json`. `undefined` where there is no `model.json`; `ConfigError` names the files that are of another training.
 */
export async function readModelSet(
  folder: string,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<ModelSet | undefined> {
  for (let tries = 1; ; tries++) {
    const files = new Map<ModelFile, Uint8Array>();
    for (const name of MODEL_FILES) {
      const object = await store.info(`${folder}/${name}`, { signal });
      if (object === undefined) continue;
      files.set(name, await readBytes(store, object, {}, { signal }));
    }
    const json = files.get('model.json');
    if (json === undefined) return undefined;
    const set = { folder, files, sha256: sha256Of(json), model: jsonOf(json), run: jsonOf(files.get('run.json')) };
    const strangers = strangersIn(set);
    if (set.model !== undefined && strangers.length === 0) return { ...set, model: set.model };
    if (tries < TRIES) continue;
    const what =
      set.model === undefined
        ? 'model.json is no JSON object'
        : `${strangers.join(' and ')} ${strangers.length === 1 ? 'is' : 'are'} of another training than model.json`;
    throw new ConfigError([{ where: folder, what, fix: 'train again, or take the folder of a job that succeeded' }]);
  }
}

function strangersIn(set: {
  readonly files: ReadonlyMap<ModelFile, Uint8Array>;
  readonly sha256: string;
  readonly model: Json | undefined;
  readonly run: Json | undefined;
}): readonly ModelFile[] {
  const named = set.model?.joblibSha256;
  // A set of an older version names nothing.
  if (typeof named !== 'string') return [];
  const [joblib, report] = [set.files.get('model.joblib'), set.files.get('report.html')];
  const isOther: readonly (readonly [ModelFile, boolean])[] = [
    ['model.joblib', joblib !== undefined && sha256Of(joblib) !== named],
    ['run.json', set.files.has('run.json') && set.run?.modelSha256 !== set.sha256],
    ['report.html', report !== undefined && !new TextDecoder().decode(report).includes(set.sha256)],
  ];
  return isOther.flatMap(([name, isIt]) => (isIt ? [name] : []));
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function jsonOf(bytes: Uint8Array | undefined): Json | undefined {
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
