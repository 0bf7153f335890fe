import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../src/index.ts';

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('makeFolder makes what is missing, and answers the topmost of it', async () => {
  const folder = place();
  expect(await makeFolder(join(folder, 'a/b/c'))).toBe(join(folder, 'a'));
  expect(statSync(join(folder, 'a/b/c')).isDirectory()).toBe(true);
  expect(await makeFolder(join(folder, 'a/b/d'))).toBe(join(folder, 'a/b/d'));
  expect(await makeFolder(join(folder, 'a/b'))).toBeUndefined();
});

test('makeFolder makes one folder for all who ask at once', async () => {
  const folder = place();
  const made = await Promise.all(Array.from({ length: 8 }, () => makeFolder(join(folder, 'a/b/c'))));
  expect(made.some((top) => top !== undefined)).toBe(true);
  expect(existsSync(join(folder, 'a/b/c'))).toBe(true);
});

test('makeFolder refuses what has a file in its way', async () => {
  const folder = place();
  writeFileSync(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'not-a-file' });
  await expect(makeFolder(join(folder, 'file/x/y'))).rejects.toMatchObject({ code: 'not-a-file' });
});

test.skipIf(!existsSync('/proc/self'))('makeFolder ends where a folder that is there takes none', async () => {
  for (const path of ['/proc/x', '/proc/x/y/z'])
    await expect(makeFolder(path)).rejects.toThrow('/proc/x: no folder can be made here; choose another place');
});
