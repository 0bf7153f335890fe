import { join } from 'node:path';
import { Interrupted } from '@taxifare/console';
import type { Artefact } from '../artefacts/artefact.ts';
import { type ReplaceOptions, replaceEach } from '../artefacts/set/replace-each.ts';
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
      else await saveInFolder(files, output, saver, (folder) => replaceEach(files, folder, options));
    } catch (error) {
      if (!signal.aborted || i === 0) throw error;
      const [saved, missing] = [outputs.slice(0, i), outputs.slice(i)].map((some) => some.join(', '));
      throw new Interrupted('signal', `interrupted: the new model is in ${saved}, and not in ${missing}`, {
        cause: error,
      });
    }
  }
  return outputs.flatMap((output) =>
    files.map(({ name }) => (output.startsWith('gs://') ? `${output}/${name}` : join(output, name))),
  );
}
