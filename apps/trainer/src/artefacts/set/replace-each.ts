import type { ModelFileName } from '@taxifare/core/model';
import { type ObjectStore, StorageError } from '@taxifare/gcs';
import type { Artefact } from '../artefact.ts';
import { hasWholeSet } from './read-set.ts';

export interface ReplaceOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * `model.json` last; the files that name it first: whatever a kill leaves, one of them names a model that is not there.
 */
const ORDER: readonly (readonly ModelFileName[])[] = [['report.html', 'run.json'], ['model.joblib'], ['model.json']];
const MAX_TRIES = 20;
const MAX_PAUSE_MS = 1000;

/**
 * Puts a set's files into their places one after the other, and sees that they make a whole: several trainings at once
 * may have written between each other. Whoever writes looks afterwards, so the last to write leaves a whole set.
 */
export async function replaceEach(files: readonly Artefact[], folder: string, options: ReplaceOptions): Promise<void> {
  const { store, signal, sleep } = options;
  for (let tries = 1; ; tries++) {
    for (const names of ORDER) {
      const some = files.filter(({ name }) => names.includes(name));
      await writeAll(some, folder, { store, signal, condition: 'any' });
    }
    if (await hasWholeSet(folder, options)) return;
    if (tries === MAX_TRIES) {
      const message = `${folder}: other trainings replace the model again and again`;
      throw new StorageError({ code: 'changed', uri: folder, message, hint: 'train one after the other' });
    }
    await sleep(Math.random() * MAX_PAUSE_MS, signal);
  }
}

/** Writes files at once, each whole or not at all. */
export async function writeAll(
  files: readonly Artefact[],
  folder: string,
  { store, signal, condition }: Omit<ReplaceOptions, 'sleep'> & { readonly condition: 'absent' | 'any' },
): Promise<void> {
  const written = await Promise.allSettled(
    files.map(({ name, body, contentType }) =>
      store.write(`${folder}/${name}`, body, { condition, contentType, signal }),
    ),
  );
  for (const one of written) if (one.status === 'rejected') throw one.reason;
}
