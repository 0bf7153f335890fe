import { createHash } from 'node:crypto';
import { MODEL_FILES, type ModelFileName, type ModelSet, mismatchedFiles } from '@taxifare/core/model';
import { isGlob, type ObjectStore, readBytes, StorageError } from '@taxifare/gcs';
import { RUNS } from './run-name.ts';

/** Far more than any of a model's files has. */
const MAX_FILE_BYTES = 64e6;

interface ReadOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
}

/** What lies in a model's folder, and which versions of it; `undefined` where there is no `model.json`. */
export async function readSet(
  folder: string,
  options: ReadOptions,
): Promise<{ readonly set: ModelSet; readonly generations: string } | undefined> {
  const found = await Promise.all(
    MODEL_FILES.map(async (name) => {
      const file = await readModelFile(`${folder}/${name}`, options);
      return file === undefined ? undefined : { name, ...file };
    }),
  );
  const bytesOf = (name: ModelFileName) => found.find((file) => file?.name === name)?.bytes;
  const textOf = (name: ModelFileName) => {
    const bytes = bytesOf(name);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const model = textOf('model.json');
  if (model === undefined) return undefined;
  const set: ModelSet = {
    'model.json': model,
    'model.joblib': bytesOf('model.joblib'),
    'run.json': textOf('run.json'),
    'report.html': textOf('report.html'),
  };
  return { set, generations: found.map((file) => file?.generation).join() };
}

/** The bytes of a model's file, as they are stored; `undefined` where it is not there. */
export async function readModelFile(
  uri: string,
  { store, signal }: ReadOptions,
): Promise<{ readonly bytes: Uint8Array; readonly generation: string } | undefined> {
  const object = await store.info(uri, { signal });
  if (object === undefined) return undefined;
  if (!(object.bytes <= MAX_FILE_BYTES)) {
    // A pipe's length is not known, and nobody may ever write into it.
    const what = Number.isFinite(object.bytes) ? `${object.bytes} bytes, more than a model's file has` : 'not a file';
    throw new StorageError({ code: 'not-a-file', uri, message: `${uri}: ${what}`, hint: 'check --model' });
  }
  const bytes = await readBytes(store, { ...object, encoding: 'identity' }, {}, { signal });
  return { bytes, generation: object.generation };
}

/** Names of the files in a set that are of another training than its `model.json`. */
export function mismatchedIn(set: ModelSet, folder: string): readonly ModelFileName[] {
  return mismatchedFiles(set, { source: `${folder}/model.json`, sha256 });
}

/** Whether a folder has all files of one training, at this moment. */
export async function hasWholeSet(folder: string, options: ReadOptions): Promise<boolean> {
  try {
    const { set } = (await readSet(folder, options)) ?? {};
    if (set === undefined || MODEL_FILES.some((name) => set[name] === undefined)) return false;
    return mismatchedIn(set, folder).length === 0;
  } catch (error) {
    // Somebody writes right now.
    if (hasCode(error, 'changed', 'not-found')) return false;
    throw error;
  }
}

/** Where a whole set lies beside a folder's model: of a training that was cut off before it had taken its place. */
export async function wholeSetBeside(folder: string, options: ReadOptions): Promise<string | undefined> {
  if (isGlob(folder)) return undefined;
  for await (const { uri } of options.store.list(`${folder}/${RUNS}/*/model.json`, options)) {
    const place = uri.slice(0, uri.lastIndexOf('/'));
    if (await hasWholeSet(place, options)) return place;
  }
  return undefined;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
