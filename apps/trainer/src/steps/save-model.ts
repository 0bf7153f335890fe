import { join } from 'node:path';
import { Interrupted } from '@taxifare/console';
import { StorageError } from '@taxifare/gcs';
import type { Artefact } from '../artefacts/artefact.ts';
import { withHint } from '../artefacts/set/half-way.ts';
import type { ReplaceOptions } from '../artefacts/set/replace-each.ts';
import type { Saver } from '../artefacts/set/run-name.ts';
import { saveInBucket } from '../artefacts/set/save-in-bucket.ts';
import { saveInFolder } from '../artefacts/set/save-in-folder.ts';

export interface SaveModelOptions extends ReplaceOptions {
  /** Folders and `gs://` prefixes, in the order in which they are written. */
  readonly outputs: readonly string[];
  readonly saver: Saver;
}

/**
 * Step five: puts a training's files into every output, and answers their URIs. They are one thing: an output has the set
 * that it had, or the whole new one. Throws `Interrupted`, which says what is saved, where something is.
 */
export async function saveModel(files: readonly Artefact[], options: SaveModelOptions): Promise<readonly string[]> {
  const { outputs, signal, saver } = options;
  for (const [i, output] of outputs.entries()) {
    try {
      signal.throwIfAborted();
      if (output.startsWith('gs://')) await saveInBucket(files, output, saver, options);
      else await saveInFolder(files, output, saver, options);
    } catch (error) {
      throw i === 0 ? error : withSaved(error, { saved: outputs.slice(0, i), missing: outputs.slice(i), signal });
    }
  }
  return outputs.flatMap((output) =>
    files.map(({ name }) => (output.startsWith('gs://') ? `${output}/${name}` : join(output, name))),
  );
}

/** Says of an error that came between two outputs which of them have the new model. */
function withSaved(
  error: unknown,
  { saved, missing, signal }: { saved: readonly string[]; missing: readonly string[]; signal: AbortSignal },
): unknown {
  const state = `the new model is in ${saved.join(', ')}`;
  if (!signal.aborted) return error instanceof StorageError ? withHint(error, `${state} already`) : error;
  const own = error instanceof Interrupted && error !== signal.reason ? error.message : 'interrupted';
  return new Interrupted('signal', `${own}: ${state}, and not in ${missing.join(', ')}`, { cause: error });
}
