import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@taxifare/console';
import type { ObjectInfo, UploadMemory } from '@taxifare/gcs';

export interface RememberedUpload {
  readonly file: ObjectInfo;
  readonly uri: string;
  /** What it is to replace, which its session is bound to. */
  readonly there: ObjectInfo | undefined;
}

/**
 * Remembers an upload that is under way, in a file of the user's own: the session's address is a credential. The file is
 * named after what goes where in the place of what, so that a file that was changed is another upload; the process that
 * uploads is in it, as two cannot share a session.
 */
export function uploadMemory(
  { file, uri, there }: RememberedUpload,
  { env, goesOn }: { readonly env: Environment; readonly goesOn: (bytes: number) => void },
): UploadMemory {
  const folder = join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'taxifare', 'uploads');
  const upload = [file.uri, file.generation, file.bytes, uri, there?.generation].join('\n');
  const name = createHash('sha256').update(upload).digest('hex');
  const path = join(folder, name);
  return {
    recall: async () => {
      try {
        const [session, pid] = (await readFile(path, 'utf8')).split('\n');
        return isAlive(Number(pid)) ? undefined : session;
      } catch {
        return undefined;
      }
    },
    keep: async (session) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(path, `${session}\n${process.pid}\n`, { mode: 0o600 });
      } catch {
        // Without a home the upload is as good, and begins anew after a kill.
      }
    },
    forget: async () => await rm(path, { force: true }).catch(() => {}),
    goesOn,
  };
}

function isAlive(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
