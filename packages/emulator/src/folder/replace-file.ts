import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a small file in one step, for its owner alone: readers see the old content or the whole new one. */
export function replaceFile(path: string, content: string): void {
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
