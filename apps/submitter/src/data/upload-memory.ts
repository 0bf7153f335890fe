import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@taxifare/console';
import type { ObjectInfo, UploadMemory } from '@taxifare/gcs';

/**
 * Remembers an upload that is under way, in a file of the user's own: the session's address is a credential. The file is
 * named after what goes where, so that a file that was changed is another upload.
 */
export function uploadMemory(
  { file, uri }: { readonly file: ObjectInfo; readonly uri: string },
  { env, goesOn }: { readonly env: Environment; readonly goesOn: (bytes: number) => void },
): UploadMemory {
  const folder = join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'taxifare', 'uploads');
  const name = createHash('sha256').update([file.uri, file.generation, file.bytes, uri].join('\n')).digest('hex');
  const path = join(folder, name);
  return {
    recall: async () => {
      try {
        return (await readFile(path, 'utf8')).trim();
      } catch {
        return undefined;
      }
    },
    keep: async (session) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(path, `${session}\n`, { mode: 0o600 });
      } catch {
        // Without a home the upload is as good, and begins anew after a kill.
      }
    },
    forget: async () => await rm(path, { force: true }).catch(() => {}),
    goesOn,
  };
}
