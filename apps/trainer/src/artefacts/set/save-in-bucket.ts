import { type ObjectStore, StorageError } from '@taxifare/gcs';
import type { Artefact } from '../artefact.ts';
import { halfWay } from './half-way.ts';
import { type ReplaceOptions, replaceEach, writeAll } from './replace-each.ts';
import { createRunName, isLeftOver, RUNS, type Saver } from './run-name.ts';

/** Time after Ctrl+C in which a set may finish taking the model's place: half of it would be no model. */
const GRACE_MS = 20_000;
const CLEAR_MS = 10_000;

/**
 * Puts a set of files under a prefix of a bucket: whole under its run's own name first, then each in its place, then away
 * with the first. Whatever moment a kill picks, the prefix has one whole set at the least.
 */
export async function saveInBucket(
  files: readonly Artefact[],
  prefix: string,
  saver: Saver,
  options: ReplaceOptions,
): Promise<void> {
  const { store, signal } = options;
  const staged = `${prefix}/${RUNS}/${createRunName(saver)}`;
  try {
    await writeAll(files, staged, { store, signal, condition: 'absent' });
    signal.throwIfAborted();
  } catch (error) {
    await removeSet(staged, files, store);
    throw error;
  }
  try {
    await replaceEach(files, prefix, { ...options, signal: withGrace(signal, GRACE_MS) });
  } catch (error) {
    throw halfWay(error, { folder: prefix, staged, signal });
  }
  await removeSet(staged, files, store);
  await clearLeftOvers(prefix, saver, store);
}

async function removeSet(folder: string, files: readonly Artefact[], store: ObjectStore): Promise<void> {
  const signal = AbortSignal.timeout(CLEAR_MS);
  // What cannot be removed now is cleared by the next run.
  await Promise.allSettled(files.map(({ name }) => store.delete(`${folder}/${name}`, { signal })));
}

/** Removes what runs that were killed have left under the prefix; never another's set in the making. */
async function clearLeftOvers(prefix: string, saver: Saver, store: ObjectStore): Promise<void> {
  const signal = AbortSignal.timeout(CLEAR_MS);
  try {
    for await (const { uri } of store.list(`${prefix}/${RUNS}/*/*`, { signal })) {
      const run = uri.split('/').at(-2) ?? '';
      if (isLeftOver(run, saver)) await store.delete(uri, { signal });
    }
  } catch (error) {
    // The model is saved; who may not list or delete leaves it to who may.
    if (!(error instanceof StorageError || signal.aborted)) throw error;
  }
}

/** A signal that aborts so much later. */
function withGrace(signal: AbortSignal, graceMs: number): AbortSignal {
  const later = new AbortController();
  const start = () => void setTimeout(() => later.abort(signal.reason), graceMs).unref();
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return later.signal;
}
