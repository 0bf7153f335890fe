import { execFileSync, spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BUNDLE, runTrainer } from './support/run-trainer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { tripCsv } from './support/trips.ts';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);

/** Runs the trainer with standard output led into a file or a device. */
function runInto(path: string, args: readonly string[], cwd: string): Promise<{ code: number | null; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `exec "$0" "$@" > ${path}`, process.execPath, BUNDLE, ...args], {
      cwd,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, err }));
  });
}

describe('the output of a training', () => {
  test('is tried before the data is read, and leaves nothing behind', async () => {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'picture.csv'), PNG);
    writeFileSync(join(cwd, 'file'), 'in the way');
    for (const [output, sentence] of [
      ['file/below', 'file/below: a part of the path is a file, not a folder'],
      ['file', 'file: a file is where a folder has to be'],
      ...(existsSync('/proc/self') ? [['/proc/x', '/proc/x: no folder can be made here']] : []),
    ] as const) {
      const { code, err } = await runTrainer(['--data', 'picture.csv', '--no-upload', '--output', output], { cwd });
      expect([code, err]).toEqual([4, expect.stringContaining(sentence)]);
    }
    const wrong = await runTrainer(['--data', 'picture.csv', '--no-upload', '--output', 'a/b'], { cwd });
    expect(wrong.code).toBe(3);
    expect(readdirSync(cwd).sort()).toEqual(['file', 'picture.csv']);
  });

  test('that cannot be written in the end costs nobody the fit', async () => {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'a.csv'), tripCsv(100));
    mkdirSync(join(cwd, 'out/model.json'), { recursive: true });
    const args = ['--data', 'a.csv', '--no-upload', '--output', 'out'];
    const said = await runTrainer(args, { cwd });
    expect([said.code, said.out]).toEqual([4, expect.stringMatching(/\nfit: fare_amount = [\s\S]*trained on/)]);
    expect(said.err).toContain('out/model.json: not a file');
    const json = await runTrainer([...args, '--json'], { cwd });
    expect(json.code).toBe(4);
    expect(JSON.parse(json.out)).toMatchObject({ model: { kind: 'taxifare-linear-model' }, saved: [] });
  });
});

describe('standard output', () => {
  test.skipIf(!existsSync('/dev/full'))('that cannot be written is 4, with the reason, for every command', async () => {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'a.csv'), tripCsv(200));
    writeFileSync(join(cwd, 'many.csv'), tripCsv(40_000));
    expect((await runTrainer(['--data', 'a.csv', '--no-upload', '--output', 'm'], { cwd })).code).toBe(0);
    for (const args of [
      ['--help'],
      ['--version'],
      ['--data', 'a.csv', '--no-upload', '--output', 'm'],
      ['--data', 'a.csv', '--no-upload', '--output', 'm', '--json'],
      ['predict', '--model', 'm', '--distance', '3'],
      ['predict', '--model', 'm', '--data', 'a.csv'],
      ['predict', '--model', 'm', '--data', 'many.csv', '--kaggle'],
      ['evaluate', '--model', 'm', '--data', 'a.csv', '--json'],
      ['compare', 'm', 'm'],
    ]) {
      const { code, err } = await runInto('/dev/full', args, cwd);
      expect([args, code, err]).toEqual([args, 4, expect.stringContaining('standard output: the disk is full')]);
      expect(err.match(/disk is full/g)).toHaveLength(1);
    }
  });
});

describe('predict --output', () => {
  async function withModel(): Promise<string> {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'in.csv'), tripCsv(50));
    await runTrainer(['--data', 'in.csv', '--no-upload', '--output', 'm'], { cwd });
    return cwd;
  }
  const predict = (output: string, cwd: string) =>
    runTrainer(['predict', '--model', 'm', '--data', 'in.csv', '--output', output], { cwd });

  test('follows a link, packs a name that ends in .gz, and answers what it wrote', async () => {
    const cwd = await withModel();
    expect((await predict('plain.csv', cwd)).code).toBe(0);
    const plain = readFileSync(join(cwd, 'plain.csv'), 'utf8');
    expect(plain.split('\n')).toHaveLength(52);
    writeFileSync(join(cwd, 'target.csv'), 'old');
    symlinkSync('target.csv', join(cwd, 'link.csv'));
    expect((await predict('link.csv', cwd)).code).toBe(0);
    expect(lstatSync(join(cwd, 'link.csv')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'target.csv'), 'utf8')).toBe(plain);
    expect((await predict('packed.csv.gz', cwd)).out).toMatch(/^saved: .*packed.csv.gz, \d/);
    expect(gunzipSync(readFileSync(join(cwd, 'packed.csv.gz'))).toString()).toBe(plain);
  });

  test('writes into a pipe and a device, and leaves both what they are', async () => {
    const cwd = await withModel();
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    const reader = spawn('cat', [join(cwd, 'pipe')], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void reader.kill());
    let read = '';
    reader.stdout.setEncoding('utf8').on('data', (text: string) => {
      read += text;
    });
    const closed = new Promise((resolve) => reader.on('close', resolve));
    expect((await predict('pipe', cwd)).code).toBe(0);
    await closed;
    expect(read.split('\n')).toHaveLength(52);
    expect(lstatSync(join(cwd, 'pipe')).isFIFO()).toBe(true);
    expect((await predict('/dev/null', cwd)).code).toBe(0);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    if (!existsSync('/dev/full')) return;
    const full = await predict('/dev/full', cwd);
    expect([full.code, full.err]).toEqual([4, expect.stringContaining('/dev/full: the disk is full')]);
  });

  test('refuses to replace its own input, by whatever name', async () => {
    const cwd = await withModel();
    const before = readFileSync(join(cwd, 'in.csv'), 'utf8');
    symlinkSync('in.csv', join(cwd, 'other.csv'));
    for (const output of ['in.csv', './in.csv', 'other.csv', join(cwd, 'in.csv')]) {
      const { code, err } = await predict(output, cwd);
      expect([code, err]).toEqual([2, expect.stringContaining('--output: is the file of --data')]);
    }
    expect(readFileSync(join(cwd, 'in.csv'), 'utf8')).toBe(before);
  });
});
