import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatJoblib, formatModel, MODEL_FILES, type Model, modelNamedInReport } from '@taxifare/core/model';
import { createFileStore } from '@taxifare/gcs';
import { expect, test } from 'vitest';
import type { Artefact } from '../src/artefacts/artefact.ts';
import { hasWholeSet, readSet, sha256 } from '../src/artefacts/set/read-set.ts';
import { replaceEach } from '../src/artefacts/set/replace-each.ts';
import { createRunName, isLeftOver } from '../src/artefacts/set/run-name.ts';
import { modelsOf } from './support/models-of.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const OPTIONS = {
  store: createFileStore(),
  signal: new AbortController().signal,
  // What is waited for is another writer, and that one is awaited too.
  sleep: (ms: number) => sleep(ms / 20),
};

function setOf(model: Model): readonly Artefact[] {
  const joblib = formatJoblib(model);
  const text = formatModel({ ...model, joblibSha256: sha256(joblib) });
  const contents: Readonly<Record<string, string | Uint8Array>> = {
    'report.html': modelNamedInReport(sha256(text)),
    'run.json': JSON.stringify({ modelSha256: sha256(text) }),
    'model.joblib': joblib,
    'model.json': text,
  };
  return MODEL_FILES.map((name) => ({ name, contentType: 'text/plain', body: Buffer.from(contents[name] ?? '') }));
}

test('replaceEach leaves one of several sets whole, that are put into one place at once', async () => {
  const sets = (await modelsOf(['1', '2', '3', '4'])).map(setOf);
  for (let round = 0; round < 10; round++) {
    const folder = await temporaryFolder();
    await Promise.all(sets.map((set) => replaceEach(set, folder, OPTIONS)));
    expect(await hasWholeSet(folder, OPTIONS)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([...MODEL_FILES].sort());
  }
});

test('replaceEach that ends early leaves a file that names a model that is not there', async () => {
  const [before, after] = (await modelsOf(['1', '2'])).map(setOf);
  for (let writes = 1; writes < 4; writes++) {
    const folder = await temporaryFolder();
    await replaceEach(before ?? [], folder, OPTIONS);
    let left = writes;
    const store = {
      ...OPTIONS.store,
      write: async (...args: Parameters<typeof OPTIONS.store.write>) => {
        if (left-- > 0) return await OPTIONS.store.write(...args);
        throw new Error('the power is gone');
      },
    };
    await expect(replaceEach(after ?? [], folder, { ...OPTIONS, store })).rejects.toThrow('the power is gone');
    expect(await hasWholeSet(folder, OPTIONS)).toBe(false);
    expect((await readSet(folder, OPTIONS))?.set['model.json']).toBe(`${Buffer.from(before?.[3]?.body ?? [])}`);
  }
});

const NOW_MS = Date.UTC(2026, 0, 2);
const DAY_MS = 24 * 3600 * 1000;

test.each<[string, Partial<Parameters<typeof createRunName>[0]>, boolean]>([
  ['an earlier process of the same number', {}, true],
  ['a process of this machine that runs', { pid: 2 }, false],
  ['a process of this machine that has ended', { pid: 3 }, true],
  ['another machine', { host: 'b', pid: 3 }, false],
  ['another machine, a day ago', { host: 'b', nowMs: () => NOW_MS - DAY_MS - 1 }, true],
  ['a process of this machine that runs, a day ago', { pid: 2, nowMs: () => NOW_MS - DAY_MS - 1 }, true],
])('isLeftOver of a set of %s', (_, other, expected) => {
  const saver = { host: 'a', pid: 1, isRunning: (pid: number) => pid < 3, nowMs: () => NOW_MS };
  expect(isLeftOver(createRunName({ ...saver, ...other }), saver)).toBe(expected);
});

test.each(['', 'mine', '../..', 'mwweh22f-5bce98f7-6483', '1-00000000-3-notinhex'])(
  'isLeftOver of %j, which is no set, is false',
  (name) => {
    expect(isLeftOver(name, { host: 'a', pid: 1, isRunning: () => false, nowMs: () => NOW_MS })).toBe(false);
  },
);
