import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Replaces a file in one step that outlives a power cut: readers see the old content or the whole new one. */
export async function writeDurably(folder: string, name: string, content: string): Promise<void> {
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncFolder(folder);
}

/** For each folder the sync that has not begun: it will see what is done by now, so that all who wait can share it. */
const next = new Map<string, Promise<void>>();
const running = new Map<string, Promise<void>>();

/** Makes the folder's own entries (files made, renamed, removed) outlive a power cut. Many at once cost as much as one. */
export function syncFolder(folder: string): Promise<void> {
  const shared = next.get(folder);
  if (shared !== undefined) return shared;
  const before = running.get(folder)?.catch(() => {}) ?? Promise.resolve();
  const sync = before.then(async () => {
    next.delete(folder);
    running.set(folder, sync);
    try {
      await syncNow(folder);
    } finally {
      if (running.get(folder) === sync) running.delete(folder);
    }
  });
  next.set(folder, sync);
  return sync;
}

async function syncNow(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
