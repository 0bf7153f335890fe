import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ObjectStore, storageErrorOf } from '@taxifare/gcs';

/** A file of the model's folder. */
export interface Artefact {
  readonly name: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface SaveModelOptions {
  /** Folders and `gs://` prefixes, in the order in which they are written. */
  readonly outputs: readonly string[];
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
}

/**
 * Step five: puts the artefacts into every output, in order, and answers their URIs. In a folder all of them are on disk
 * before the first takes its name, so that what was there stays whole if the disk fills up; in a bucket each object is
 * replaced in one step, the last named (`model.json`) last.
 */
export async function saveModel(
  artefacts: readonly Artefact[],
  { outputs, store, signal }: SaveModelOptions,
): Promise<readonly string[]> {
  for (const output of outputs) {
    if (output.startsWith('gs://')) {
      for (const { name, body, contentType } of artefacts) {
        await store.write(`${output}/${name}`, body, { condition: 'any', contentType, signal });
      }
    } else await saveInFolder(artefacts, output);
  }
  return outputs.flatMap((output) =>
    artefacts.map(({ name }) => (output.startsWith('gs://') ? `${output}/${name}` : join(output, name))),
  );
}

async function saveInFolder(artefacts: readonly Artefact[], folder: string): Promise<void> {
  const staged = artefacts.map(({ name, body }) => {
    return { body, from: join(folder, `.${name}.${crypto.randomUUID()}.tmp`), to: join(folder, name) };
  });
  try {
    await mkdir(folder, { recursive: true });
    const written = await Promise.allSettled(staged.map(({ from, body }) => writeToDisk(from, body)));
    for (const one of written) if (one.status === 'rejected') throw one.reason;
    for (const { from, to } of staged) await rename(from, to);
  } catch (cause) {
    throw storageErrorOf(cause, folder);
  } finally {
    await Promise.all(staged.map(({ from }) => rm(from, { force: true }).catch(() => {})));
  }
}

async function writeToDisk(path: string, body: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}
