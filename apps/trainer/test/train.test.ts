import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { JOB_FILE, runTrainer } from './support/run-trainer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { HEADER, tripCsv, tripRows } from './support/trips.ts';

const SAMPLE = fileURLToPath(new URL('../../../data/train_1k.csv', import.meta.url));

interface ModelFile {
  readonly coefficients: readonly { readonly value: number; readonly robustStandardError: number | null }[];
  readonly intercept: { readonly value: number } | null;
  readonly metrics: { readonly train: { readonly rows: number }; readonly heldOut: { readonly rows: number } | null };
  readonly cleaning: {
    readonly rows: number;
    readonly kept: number;
    readonly heldOut: number;
    readonly dropped: Record<string, number>;
    readonly firstMalformedLine: number | null;
  };
  readonly data: { readonly objects: number; readonly bytes: number; readonly rows: number };
}

function modelIn(folder: string): ModelFile {
  return JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
}

/** Trains on a file's text, without any bucket; answers the model's text too. */
async function trained(csv: string | Uint8Array, args: readonly string[] = [], name = 'trips.csv') {
  const cwd = await temporaryFolder();
  writeFileSync(join(cwd, name), csv);
  const ended = await runTrainer(['--data', name, '--no-upload', '--output', 'out', ...args], { cwd });
  const path = join(cwd, 'out/model.json');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return { ...ended, cwd, text, model: text === '' ? undefined : (JSON.parse(text) as ModelFile) };
}

describe('a training', () => {
  test('finds the price of a kilometre in seeded trips, and leaves its three files', async () => {
    const { code, out, model, cwd } = await trained(tripCsv(2000));
    expect(code).toBe(0);
    expect(model?.coefficients[0]?.value).toBeCloseTo(2.5, 1);
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual(
      expect.arrayContaining(['model.joblib', 'model.json', 'run.json']),
    );
    expect(out.split('\n')[0]).toBe('cloud: none; this run touches no bucket');
    expect(out).toMatch(/\nread: 2,000 rows, /);
    expect(out).toMatch(
      /\nfit: fare_amount = 2\.\d+ USD\/km × distance\n {2}C: 2\.\d+ to 2\.\d+ USD\/km with 95% confidence/,
    );
    const { rows, kept, dropped } = model!.cleaning;
    expect(Object.values(dropped).reduce((sum, count) => sum + count, kept)).toBe(rows);
  });

  test('gives the same bytes twice, from wherever the file lies and however it is packed', async () => {
    const csv = tripCsv(3000);
    const [first, again, packed] = await Promise.all([
      trained(csv),
      trained(csv),
      trained(gzipSync(csv), [], 'trips.csv.gz'),
    ]);
    expect(again.text).toBe(first.text);
    expect(packed.text).toBe(first.text);
    expect(first.text).not.toContain('trips.csv');
  });

  test('reads as many rows as it is told', async () => {
    const rows = tripRows(500);
    const csv = [HEADER, ...rows].join('\n');
    const some = await trained(csv, ['--rows', '120']);
    expect(some.model?.cleaning.rows).toBe(120);
    const alone = await trained([HEADER, ...rows.slice(0, 120)].join('\n'));
    expect(some.model?.coefficients).toEqual(alone.model?.coefficients);
    expect((await trained(csv, ['--rows', '99999'])).text).toBe((await trained(csv)).text);
  });

  test('measures on held-out rows in the same pass, split by their content', async () => {
    const rows = tripRows(2000);
    const { model } = await trained([HEADER, ...rows].join('\n'), ['--test-fraction', '0.25']);
    const backwards = await trained([HEADER, ...rows.toReversed()].join('\n'), ['--test-fraction', '0.25']);
    expect(model?.metrics.heldOut?.rows).toBeGreaterThan(400);
    expect(model!.cleaning.kept + model!.cleaning.heldOut).toBeLessThanOrEqual(2000);
    expect(backwards.model?.metrics.heldOut?.rows).toBe(model?.metrics.heldOut?.rows);
  });

  test('fits an intercept, ridge and lasso, and keeps every row that is a number with --no-clean', async () => {
    const csv = tripCsv(800);
    const base = await trained(csv, ['--fit-intercept']);
    expect(base.model?.intercept).not.toBeNull();
    const lasso = await trained(csv, ['--estimator', 'lasso', '--alpha', '0.1', '--fit-intercept']);
    expect(lasso.model?.coefficients[0]?.robustStandardError).toBeNull();
    const ridge = await trained(csv, ['--estimator', 'ridge', '--alpha', '100']);
    expect(ridge.model!.coefficients[0]!.value).toBeLessThan((await trained(csv)).model!.coefficients[0]!.value);
    expect((await trained(csv, ['--no-clean'])).model?.cleaning.kept).toBe(800);
    expect((await trained(csv, ['--max-distance', '3'])).model!.cleaning.dropped.distance).toBeGreaterThan(0);
  });

  test('takes globs and several --data, each object once, and passes over empty files', async () => {
    const cwd = await temporaryFolder();
    for (const [name, seed] of [
      ['a.csv', 1],
      ['b.csv', 2],
      ['c.txt', 3],
    ] as const)
      writeFileSync(join(cwd, name), tripCsv(100, seed));
    writeFileSync(join(cwd, 'empty.csv'), '');
    const { code, out } = await runTrainer(
      ['--data', '*.csv', '--data', 'c.txt', '--data', 'a.csv', '--no-upload', '--output', 'out'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(out).toContain('1 of them are empty');
    expect(modelIn(join(cwd, 'out')).data).toMatchObject({ objects: 4, rows: 300 });
  });

  test('prints one JSON document with --json, and everything else on standard error', async () => {
    const { out, err } = await trained(tripCsv(100), ['--json']);
    const { model, run, saved } = JSON.parse(out);
    expect(model.kind).toBe('taxifare-linear-model');
    expect(run.inputs[0].bytes).toBeGreaterThan(1000);
    expect(run.machine.threads).toBe(1);
    expect(saved.length).toBeGreaterThanOrEqual(3);
    expect(err).toBe('cloud: none; this run touches no bucket\n');
  });

  test('is for a job one file that runs alone, away from its repository', async () => {
    const cwd = await temporaryFolder();
    await copyFile(JOB_FILE, join(cwd, 'trainer.mjs'));
    await copyFile(SAMPLE, join(cwd, 'trips.csv'));
    const program = join(cwd, 'trainer.mjs');
    const ended = await runTrainer(['--data', 'trips.csv', '--no-upload'], { cwd, program });
    expect(ended.code).toBe(0);
    expect(existsSync(join(cwd, 'models/simpletaxifare/model.json'))).toBe(true);
    const without = await runTrainer([], { cwd, program });
    expect([without.code, without.err]).toEqual([2, expect.stringContaining('BUCKET_NAME: no bucket is given')]);
  });

  test('speaks JSON lines in a job, with severities', async () => {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'a.csv'), tripCsv(50));
    const env = { CLOUD_ML_JOB_ID: '7', BUCKET_NAME: 'some-bucket' };
    const { code, out } = await runTrainer(['--data', join(cwd, 'a.csv'), '--no-upload', '--output', join(cwd, 'o')], {
      cwd,
      env,
    });
    expect(code).toBe(0);
    for (const line of out.trim().split('\n'))
      expect(JSON.parse(line)).toEqual({ severity: 'INFO', message: expect.any(String) });
  });
});

describe('bad input ends in one sentence and the right exit code:', () => {
  const trips = tripRows(30);
  test.each<[string, string | Uint8Array, readonly string[], number, string]>([
    ['an empty file', '', [], 3, 'the file is empty'],
    ['a header alone', `${HEADER}\n`, [], 3, 'there is a header and no row below it'],
    [
      'a missing column',
      `${HEADER.replace('fare_amount', 'fare')}\n1,2\n`,
      [],
      3,
      'the header lacks fare_amount, got key, fare,',
    ],
    [
      'a PNG',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
      [],
      3,
      'not a CSV file, it looks like a PNG image',
    ],
    ['a login page', '<!DOCTYPE html><title>Sign in</title>', [], 3, 'it looks like HTML'],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'), [], 3, 'it looks like UTF-16 text'],
    [
      'every row dropped',
      [HEADER, ...trips.map((row) => row.replace(/,[^,]*$/, ',99'))].join('\n'),
      [],
      3,
      'no row is left to fit: 29 of 30 rows are dropped for passengers',
    ],
    [
      'distances that are all equal',
      [HEADER, ...Array.from({ length: 5 }, (_, i) => `k,${5 + i},t,-73.9,40.7,-73.95,40.75,1`)].join('\n'),
      ['--fit-intercept'],
      3,
      'all 5 distances are the same',
    ],
    [
      'a row with another number of fields, when strict',
      [HEADER, ...trips, '1,2', ...trips].join('\n'),
      ['--strict'],
      3,
      'trips.csv: line 32: the row has another number of fields',
    ],
    ['a quote that is never closed', [HEADER, ...trips, 'k,"4', ...trips].join('\n'), [], 3, 'line 32, byte '],
    [
      'rows that are no number',
      [HEADER, ...trips].join('\n'),
      ['--rows', 'abc'],
      2,
      "--rows: wants a whole number of at least 1, got 'abc'",
    ],
    [
      'several wrong flags',
      [HEADER, ...trips].join('\n'),
      ['--test-fraction', '2', '--alpha', '1', '--min-fare', '9', '--max-fare', '3'],
      2,
      "--min-fare, --max-fare: the least must not exceed the most, got '9..3'",
    ],
    ['an unknown flag', '', ['--colour'], 2, '--colour: no such option'],
  ])('%s', async (_, csv, args, code, message) => {
    const ended = await trained(csv, args);
    expect(ended.err).toContain(message);
    expect(ended.code).toBe(code);
    expect(ended.err).not.toContain('    at ');
    expect(ended.text).toBe('');
  });

  test('all wrong flags are said at once', async () => {
    const { err } = await trained('', ['--test-fraction', '2', '--estimator', 'ridge', '--threads', '0']);
    for (const flag of ['--test-fraction', '--alpha', '--threads']) expect(err).toContain(flag);
  });

  test('a file that is not there', async () => {
    const cwd = await temporaryFolder();
    const ended = await runTrainer(['--data', 'none.csv', '--no-upload'], { cwd });
    expect([ended.code, ended.err]).toEqual([
      4,
      `${join(cwd, 'none.csv')}: no such file; check --data against what is in the folder\n`,
    ]);
  });

  test('gzip data that ends too early', async () => {
    const { code, err } = await trained(gzipSync(tripCsv(500)).subarray(0, 4000), [], 'x.csv.gz');
    expect([code, err]).toEqual([3, expect.stringContaining('the gzip data ends too early')]);
  });

  test('a row with a wrong number of fields is counted, with its line, and ends nothing', async () => {
    const { code, out, model } = await trained([HEADER, ...trips, '1,2', ...trips, 'x'].join('\n'));
    expect(code).toBe(0);
    expect(out).toMatch(/2 malformed: another number of fields than the header, first in .*trips.csv, line 32/);
    expect(model?.cleaning).toMatchObject({ firstMalformedLine: 32, rows: 62 });
  });

  test('an output that cannot be written, and the earlier model stays', async () => {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'a.csv'), tripCsv(50));
    writeFileSync(join(cwd, 'file'), 'in the way');
    const ended = await runTrainer(['--data', 'a.csv', '--no-upload', '--output', 'file/below'], { cwd });
    expect([ended.code, ended.err]).toEqual([
      4,
      expect.stringContaining('file/below: a part of the path is a file, not a folder'),
    ]);
    mkdirSync(join(cwd, 'out'));
    writeFileSync(join(cwd, 'out/model.json'), 'earlier');
    appendFileSync(join(cwd, 'a.csv'), 'k,"');
    expect((await runTrainer(['--data', 'a.csv', '--no-upload', '--output', 'out'], { cwd })).code).toBe(3);
    expect(readFileSync(join(cwd, 'out/model.json'), 'utf8')).toBe('earlier');
    expect(readdirSync(join(cwd, 'out'))).toEqual(['model.json']);
  });

  test('Ctrl+C ends with 130 and saves nothing', async () => {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'a.csv'), `${HEADER}\n${`${tripRows(1000).join('\n')}\n`.repeat(1500)}`);
    const ended = await runTrainer(['--data', 'a.csv', '--no-upload', '--output', 'out', '--threads', '1'], {
      cwd,
      onOut: (text, kill) => {
        if (text.includes('cloud:')) kill('SIGINT');
      },
    });
    expect([ended.code, ended.err]).toEqual([130, expect.stringContaining('interrupted: nothing was saved')]);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});

test.each([
  ['a training', []],
  ['a prediction', ['predict', '--output', 'fares.csv']],
])('--check-options of %s reads no data and writes nothing', async (_, command) => {
  const cwd = await temporaryFolder();
  const args = [...command, '--data', 'nowhere.csv'];
  expect(await runTrainer([...args, '--check-options'], { cwd })).toMatchObject({ code: 0, out: '', err: '' });
  const { code, err } = await runTrainer([...args, '--check-options', '--fold', '3'], { cwd });
  expect([code, err]).toEqual([2, expect.stringContaining('--fold: no such option')]);
  expect(readdirSync(cwd)).toEqual([]);
});

test('--help lists every option, and --version the version', async () => {
  const cwd = await temporaryFolder();
  const help = await runTrainer(['--help'], { cwd });
  expect(help.code).toBe(0);
  for (const option of ['--data', '--rows', '--no-upload', '--test-fraction', '--estimator', '--threads', '--json'])
    expect(help.out).toContain(option);
  expect((await runTrainer(['--version'], { cwd })).out).toBe('0.1.0\n');
});
