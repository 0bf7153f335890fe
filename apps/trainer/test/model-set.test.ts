import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, watch, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@taxifare/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE, type Ended, runTrainer } from './support/run-trainer.ts';
import { randomOf, tripCsv } from './support/trips.ts';

/** `TAXIFARE_SAVE_KILLS=200 TAXIFARE_SAVE_ROUNDS=50` is the soak. */
const KILLS = Number(process.env.TAXIFARE_SAVE_KILLS ?? 6);
const ROUNDS = Number(process.env.TAXIFARE_SAVE_ROUNDS ?? 2);
const PREFIX = 'models/simpletaxifare';
const MODEL = `gs://local-bucket/${PREFIX}`;

let cwd: string;
let cloud: Emulator;
/** What one kilometre costs by each of the trainings. */
const fares = new Map<string, number>();

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'taxifare-set-'));
  cloud = await startEmulator({ folder: join(cwd, 'cloud') });
  for (const name of ['a', 'b', 'c', 'd']) {
    writeFileSync(join(cwd, `${name}.csv`), tripCsv(200, name.charCodeAt(0)));
    const { code, err } = await train(name, ['--no-upload', '--output', `alone-${name}`]);
    if (code !== 0) throw new Error(err);
    const model = JSON.parse(readFileSync(join(cwd, `alone-${name}/model.json`), 'utf8'));
    fares.set(name, model.coefficients[0].value);
  }
  expect(new Set(fares.values()).size).toBe(4);
});

afterAll(async () => {
  await cloud.close();
  await rm(cwd, { recursive: true, force: true });
});

const env = () => ({ BUCKET_NAME: 'local-bucket', STORAGE_API_ENDPOINT: cloud.url });

function train(name: string, args: readonly string[]): Promise<Ended> {
  return runTrainer(['--data', `${name}.csv`, '--threads', '1', ...args], { cwd, env: env() });
}

/** What a kilometre costs by the model there; throws what the program says instead. */
async function fareBy(model: string): Promise<number> {
  const { code, out, err } = await runTrainer(['predict', '--model', model, '--distance', '1', '--json'], {
    cwd,
    env: env(),
  });
  if (code !== 0) throw new Error(err);
  return JSON.parse(out).fareUsd;
}

/** Trains, and is killed so many milliseconds after it first writes below the folder, if it still runs. */
async function killedWhileSaving(name: string, args: readonly string[], watched: string, ms: number): Promise<boolean> {
  mkdirSync(watched, { recursive: true });
  const child = spawn(process.execPath, [BUNDLE, '--data', `${name}.csv`, '--threads', '1', ...args], {
    cwd,
    env: { PATH: process.env.PATH, METADATA_SERVER_DETECTION: 'none', ...env() },
    stdio: 'ignore',
  });
  const watcher = watch(watched, () => {
    watcher.close();
    setTimeout(() => child.kill('SIGKILL'), ms);
  });
  return (await signalOf(child).finally(() => watcher.close())) === 'SIGKILL';
}

function signalOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_, signal) => resolve(signal));
  });
}

const NAMES = ['model.joblib', 'model.json', 'report.html', 'run.json'];

/** All that a good run leaves in a folder. */
function expectTidy(folder: string): void {
  expect(readdirSync(join(cwd, folder)).sort()).toEqual(['.current', '.runs', ...NAMES]);
  const runs = readdirSync(join(cwd, folder, '.runs'));
  expect(runs).toHaveLength(1);
  expect(readdirSync(join(cwd, folder, '.runs', runs[0] ?? '')).sort()).toEqual(NAMES);
}

async function objectsBelow(prefix: string): Promise<readonly string[]> {
  const answer = await fetch(`${cloud.url}/storage/v1/b/local-bucket/o?prefix=${encodeURIComponent(prefix)}`);
  const { items = [] } = (await answer.json()) as { readonly items?: readonly { readonly name: string }[] };
  return items.map(({ name }) => name.slice(prefix.length + 1)).sort();
}

describe('a training that is killed while it saves', () => {
  test(
    `leaves the old model or the new one in a folder, ${KILLS} times`,
    async () => {
      const random = randomOf(KILLS);
      const folder = 'killed';
      await train('a', ['--no-upload', '--output', folder]);
      let killed = 0;
      const seen = new Set<number>();
      for (let i = 0; i < KILLS; i++) {
        const args = ['--no-upload', '--output', folder];
        if (await killedWhileSaving(i % 2 === 0 ? 'b' : 'a', args, join(cwd, folder, '.runs'), random() * 12))
          killed += 1;
        const fare = await fareBy(folder);
        expect([fares.get('a'), fares.get('b')]).toContain(fare);
        seen.add(fare);
      }
      console.log(`${killed} of ${KILLS} runs were killed while they saved in a folder; ${seen.size} models were seen`);
      expect(killed).toBeGreaterThan(0);
      expect((await train('c', ['--no-upload', '--output', folder])).code).toBe(0);
      expect(await fareBy(folder)).toBe(fares.get('c'));
      expectTidy(folder);
    },
    Math.max(180_000, KILLS * 3000),
  );

  test(
    `leaves a whole set in a bucket, and what does not belong together is refused, ${KILLS} times`,
    async () => {
      const random = randomOf(KILLS + 1);
      await train('a', ['--output', 'kept']);
      let killed = 0;
      let refused = 0;
      for (let i = 0; i < KILLS; i++) {
        const shelf = join(cwd, 'cloud/storage/buckets/local-bucket/objects');
        if (await killedWhileSaving(i % 2 === 0 ? 'b' : 'a', ['--output', `kept`], shelf, random() * 200)) killed += 1;
        const fare = await fareBy(MODEL).catch((error: Error) => error.message);
        if (typeof fare === 'string') {
          refused += 1;
          expect(fare).toMatch(
            /(report\.html|run\.json|model\.joblib).* not of the training that wrote the model\.json/,
          );
          const whole = /the whole set in (gs:\S+)/.exec(fare)?.[1] ?? 'none is named';
          expect([fares.get('a'), fares.get('b')]).toContain(await fareBy(whole));
        } else expect([fares.get('a'), fares.get('b')]).toContain(fare);
      }
      console.log(`${killed} of ${KILLS} runs were killed while they saved in a bucket; ${refused} sets were refused`);
      expect(killed).toBeGreaterThan(0);
      expect((await train('c', ['--output', 'kept'])).code).toBe(0);
      expect(await fareBy(MODEL)).toBe(fares.get('c'));
      expect(await objectsBelow(PREFIX)).toEqual(NAMES);
    },
    Math.max(180_000, KILLS * 4000),
  );
});

test(
  `of four trainings at once one is the model, whole, ${ROUNDS} times`,
  async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const ended = await Promise.all([...fares.keys()].map((name) => train(name, ['--output', 'shared'])));
      expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
      for (const model of ['shared', MODEL]) expect([...fares.values()]).toContain(await fareBy(model));
    }
    expect((await train('a', ['--output', 'shared'])).code).toBe(0);
    expectTidy('shared');
    expect(await objectsBelow(PREFIX)).toEqual(NAMES);
  },
  Math.max(180_000, ROUNDS * 10_000),
);

test('Ctrl+C between two outputs says which of them has the new model', async () => {
  const outputs = ['--output', 'first'];
  expect((await train('a', outputs)).code).toBe(0);
  const child = spawn(process.execPath, [BUNDLE, '--data', 'b.csv', '--threads', '1', ...outputs], {
    cwd,
    env: { PATH: process.env.PATH, METADATA_SERVER_DETECTION: 'none', ...env() },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  // The folder comes first.
  const watcher = watch(join(cwd, 'first'), (_, name) => {
    if (name !== '.current') return;
    watcher.close();
    child.kill('SIGINT');
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, err]).toEqual([130, `interrupted: the new model is in ${join(cwd, 'first')}, and not in ${MODEL}\n`]);
  expect([await fareBy('first'), await fareBy(MODEL)]).toEqual([fares.get('b'), fares.get('a')]);
  expect(await objectsBelow(PREFIX)).toEqual(NAMES);
});

test('a bucket that fails half way is an error that says where the new model is, and what is whole', async () => {
  expect((await train('a', ['--output', 'second'])).code).toBe(0);
  const match = { object: `${PREFIX}/model.joblib` };
  cloud.faults.add({ name: 'permission-denied', match, times: 'always' });
  const { code, err } = await train('b', ['--output', 'second']);
  cloud.faults.clear();
  expect(code).toBe(4);
  const staged = new RegExp(`${MODEL} may have files of two trainings now, all of the new one are in (gs:\\S+);`);
  const place = staged.exec(err)?.[1] ?? err;
  expect(err).toContain(`; the new model is in ${join(cwd, 'second')} already\n`);
  expect(await fareBy(place)).toBe(fares.get('b'));
  await expect(fareBy(MODEL)).rejects.toThrow(`use the whole set in ${place}`);
  expect((await train('c', ['--output', 'second'])).code).toBe(0);
  expect(await objectsBelow(PREFIX)).toEqual(NAMES);
});

test('plain files of an older version become links, and stay the model until the new one is', async () => {
  const folder = join(cwd, 'older');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  for (const name of NAMES) writeFileSync(join(folder, name), readFileSync(join(cwd, 'alone-a', name)));
  expect(await fareBy('older')).toBe(fares.get('a'));
  expect((await train('b', ['--no-upload', '--output', 'older'])).code).toBe(0);
  expect(await fareBy('older')).toBe(fares.get('b'));
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  rmSync(join(folder, 'notes.txt'));
  expectTidy('older');
});

test('files on their way that are a day old are removed, younger ones are not', async () => {
  const folder = join(cwd, 'stray');
  mkdirSync(folder);
  const [old, young] = ['11111111', '22222222'].map((id) => `.model.json.${id}-1111-4111-8111-111111111111.tmp`);
  for (const name of [`${old}`, `${young}`, '.model.json.mine.tmp']) writeFileSync(join(folder, name), '');
  const longAgo = new Date(Date.now() - 25 * 3600 * 1000);
  for (const name of [`${old}`, '.model.json.mine.tmp']) utimesSync(join(folder, name), longAgo, longAgo);
  expect((await train('a', ['--no-upload', '--output', 'stray'])).code).toBe(0);
  const hidden = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
  expect(hidden.sort()).toEqual([`${young}`, '.model.json.mine.tmp'].sort());
});

test('nothing is replaced where one of the files cannot be', async () => {
  mkdirSync(join(cwd, 'blocked/model.json'), { recursive: true });
  writeFileSync(join(cwd, 'blocked/model.joblib'), 'earlier');
  const { code, err } = await train('a', ['--no-upload', '--output', 'blocked']);
  expect([code, err]).toEqual([4, expect.stringContaining('blocked/model.json: not a file')]);
  expect(readdirSync(join(cwd, 'blocked')).sort()).toEqual(['model.joblib', 'model.json']);
});

test.each(['model.joblib', 'run.json', 'report.html'])(
  'a %s of another training is named, by every command',
  async (name) => {
    const folder = join(cwd, `mixed-${name.replace('.', '-')}`);
    mkdirSync(folder);
    for (const each of NAMES) {
      writeFileSync(join(folder, each), readFileSync(join(cwd, each === name ? 'alone-b' : 'alone-a', each)));
    }
    const model = `mixed-${name.replace('.', '-')}`;
    for (const args of [
      ['predict', '--model', model, '--distance', '1'],
      ['evaluate', '--model', model, '--data', 'a.csv'],
      ['compare', model, 'alone-a'],
      ['serve', '--model', model],
    ]) {
      const { code, err } = await runTrainer(args, { cwd });
      expect([code, err]).toEqual([
        3,
        `${folder}: ${name} is not of the training that wrote the model.json beside; train again\n`,
      ]);
    }
  },
);

test('a model.json alone is a model', async () => {
  mkdirSync(join(cwd, 'copied'));
  writeFileSync(join(cwd, 'copied/model.json'), readFileSync(join(cwd, 'alone-a/model.json')));
  expect(await fareBy('copied')).toBe(fares.get('a'));
  expect(existsSync(join(cwd, 'copied/.runs'))).toBe(false);
});
