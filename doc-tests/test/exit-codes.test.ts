import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Emulator, startEmulator } from '@taxifare/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../src/documents.ts';
import { HAS_PNPM, runPnpm } from '../src/run-pnpm.ts';

const SAMPLE = join(ROOT, 'data/train_1k.csv');
let folder: string;
let cloud: Emulator;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'taxifare-doc-tests-'));
  writeFileSync(join(folder, 'not.csv'), 'a,b\n1,2\n');
  cloud = await startEmulator({
    folder: join(folder, 'cloud'),
    sample: [{ name: 'data/train_1k.csv', path: SAMPLE }],
    pace: { stateMs: 30, errorMs: 30, logMs: 30, graceMs: 500 },
  });
  const names = { BUCKET_NAME: 'local-bucket', PROJECT_ID: 'local-project', POLL_INTERVAL: '50ms' };
  env = { ...names, ...cloud.environment };
});
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

const pnpm = (...args: readonly string[]) => runPnpm(args, { folder: ROOT, env });
const training = (...args: readonly string[]) =>
  pnpm('trainer', '--no-upload', '--output', join(folder, 'model'), ...args);

/** A port of loopback on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.on('listening', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.skipIf(!HAS_PNPM)('pnpm trainer (skipped without pnpm on the PATH)', () => {
  test('0, and standard output is the document alone', async () => {
    const { code, out, err } = await training('--data', SAMPLE, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).model.kind).toBe('taxifare-linear-model');
    expect(err).not.toContain('turbo 2');
  });

  test('paths start in the folder where it is typed, and arguments with dashes arrive', async () => {
    const args = ['trainer', '--data', 'train_1k.csv', '--no-upload', '--output', join(folder, 'there')];
    const { code } = await runPnpm(args, { folder: join(ROOT, 'data'), env });
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'there/run.json'), 'utf8')).inputs[0].uri).toBe(SAMPLE);
  });

  test('--help is the program’s, not pnpm’s', async () => {
    const { code, out } = await pnpm('trainer', '--help');
    expect([code, out.split(' ')[0]]).toEqual([0, 'trainer']);
  });

  test('2, a wrong flag', async () => {
    const { code, out, err } = await training('--rows', '0');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('--rows: wants a whole number');
  });

  test('3, data that are none', async () => {
    expect((await training('--data', join(folder, 'not.csv'))).code).toBe(3);
  });

  test('4, a file that is not there', async () => {
    const { code, err } = await training('--data', join(folder, 'none.csv'));
    expect(code).toBe(4);
    expect(err).toContain('none.csv');
  });

  test('0, a server that was told to stop', async () => {
    await training('--data', SAMPLE);
    const args = ['trainer', 'serve', '--port', '0', '--model', join(folder, 'model')];
    const onText = (text: string, interrupt: () => void) => text.includes('http://') && interrupt();
    expect((await runPnpm(args, { folder: ROOT, env, onText })).code).toBe(0);
  });

  test('130, interrupted', async () => {
    const object = 'data/train_1k.csv';
    cloud.faults.add({ name: 'slow-body', match: { method: 'GET', object }, times: 'always' });
    const args = ['trainer', '--data', `gs://local-bucket/${object}`, '--no-upload'];
    const onText = (text: string, interrupt: () => void) => text.includes('cloud: ') && interrupt();
    const { code } = await runPnpm(args, { folder: ROOT, env, onText });
    cloud.faults.clear();
    expect(code).toBe(130);
  });
});

describe.skipIf(!HAS_PNPM)('pnpm submitter (skipped without pnpm on the PATH)', () => {
  test('0, and standard output is the request alone', async () => {
    const { code, out } = await pnpm('submitter', 'submit', '--dry-run');
    expect(code).toBe(0);
    expect(JSON.parse(out).jobSpec).toBeDefined();
  });

  test('2, a wrong flag', async () => {
    const { code, err } = await pnpm('submitter', 'submit', '--replicas', 'many');
    expect(code).toBe(2);
    expect(err).toContain("got 'many'");
  });

  test('4, a cloud that is not there', async () => {
    const gone = `http://127.0.0.1:${await closedPort()}`;
    const { code } = await runPnpm(['submitter', 'list'], {
      folder: ROOT,
      env: { ...env, AIPLATFORM_API_ENDPOINT: gone },
    });
    expect(code).toBe(4);
  });

  test('5, a job that failed', async () => {
    // What nothing before the job can know: all rows are held out, and none is left to fit.
    const { code } = await pnpm('submitter', 'submit', '--', '--test-fraction', '0.999999');
    expect(code).toBe(5);
  });

  test('6, a job that may no longer be looked at', async () => {
    const refuse = (text: string) => {
      if (/customJobs\/\d+/.test(text) && cloud.faults.list().length === 0)
        cloud.faults.add({
          name: 'permission-denied',
          match: { method: 'GET', path: '/customJobs/' },
          times: 'always',
        });
    };
    const { code } = await runPnpm(['submitter', 'submit'], { folder: ROOT, env, onText: refuse });
    cloud.faults.clear();
    expect(code).toBe(6);
  });

  test('130, detached', async () => {
    const onText = (text: string, interrupt: () => void) => /customJobs\/\d+/.test(text) && interrupt();
    const { code, err, out } = await runPnpm(['submitter', 'submit'], { folder: ROOT, env, onText });
    expect(code).toBe(130);
    expect(out + err).toContain('goes on');
  });
});

/** The first Node on the PATH that is older than the one that is needed. */
const olderNode = (process.env.PATH ?? '')
  .split(delimiter)
  .map((bin) => join(bin, 'node'))
  .find((path) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return Number.parseInt(stdout?.slice(1) ?? '', 10) < 24;
  });

describe.skipIf(olderNode === undefined)('an older Node (skipped where the PATH has none)', () => {
  test.each([
    ['trainer/dist/trainer.mjs', '--version'],
    ['trainer/dist/trainer.mjs', '--no-upload'],
    ['trainer/dist/job/trainer.mjs', '--data=x'],
    ['submitter/dist/submitter.mjs', 'submit'],
  ])('%s %s says in one sentence which one it needs, and ends with 2', (program, arg) => {
    const { status, stdout, stderr } = spawnSync(olderNode ?? '', [join(ROOT, 'apps', program), arg], {
      encoding: 'utf8',
      cwd: folder,
    });
    expect(stderr).toMatch(/^node: version 24 or newer is needed, got '[\d.]+'; start it with npx pnpm@12, .*\n$/);
    expect([status, stdout]).toEqual([2, '']);
  });
});
