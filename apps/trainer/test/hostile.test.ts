import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTrainer } from './support/run-trainer.ts';
import { trainIn } from './support/trained-folder.ts';

let cwd: string;
let good: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'taxifare-hostile-'));
  await trainIn(cwd);
  good = JSON.parse(readFileSync(join(cwd, 'model/model.json'), 'utf8'));
});

afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

const changed = (change: Readonly<Record<string, unknown>>) => () => JSON.stringify({ ...good, ...change });

describe('a model.json is believed only where it agrees with itself:', () => {
  test.each<[string, () => string | Uint8Array, string]>([
    ['nothing', () => '', 'not JSON, or cut short'],
    ['half of it', () => JSON.stringify(good).slice(0, 500), 'not JSON, or cut short'],
    ['null', () => 'null', 'not a model, got null'],
    ['a list', () => '[]', 'not a model, got []'],
    ['lists a hundred thousand deep', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'not a model'],
    ['UTF-16', () => Buffer.from(JSON.stringify(good), 'utf16le'), 'not JSON, or cut short'],
    ['another kind', changed({ kind: 'other' }), 'not a taxi fare model, got kind "other"'],
    ['a newer schema', changed({ schemaVersion: 99 }), "newer than this program's"],
    ['no schema', changed({ schemaVersion: '1' }), 'no schema version, got "1"'],
    ['another formula', changed({ formula: 'fare_amount = 9 × distance_km' }), 'formula: not what the moments give'],
    ['a formula that moves the cursor', changed({ formula: '\u001b[2J' }), 'formula: not what the moments give'],
    ['a version with a line end', changed({ codeVersion: '1\n2' }), 'codeVersion: got "1\\n2"'],
    ['another price', changed({ coefficients: [{ value: 99 }] }), 'coefficients.0.value: not what'],
    [
      'an infinite price',
      () => JSON.stringify(good).replace(/"value":[\d.]+/, '"value":1e999'),
      'coefficients.0.value: not what',
    ],
    ['another intercept', changed({ intercept: { value: 3 } }), 'intercept'],
    ['other metrics', changed({ metrics: {} }), 'metrics'],
    ['no sums', changed({ sums: {} }), 'sums: they are missing or make no sense'],
    ['no rules', changed({ cleaning: { rules: {} } }), 'cleaning'],
    ['other rows', changed({ data: { objects: 1, bytes: 1, rows: 1 } }), 'data'],
    ['another checksum', changed({ joblibSha256: 'f'.repeat(64) }), 'run.json, model.joblib'],
    ['a checksum that is none', changed({ joblibSha256: '../../etc' }), 'joblibSha256: not a SHA-256'],
  ])('%s', async (_, text, message) => {
    mkdirSync(join(cwd, 'odd'), { recursive: true });
    const others = message.includes('run.json') ? ['model.joblib', 'run.json'] : [];
    for (const name of others) writeFileSync(join(cwd, 'odd', name), readFileSync(join(cwd, 'model', name)));
    writeFileSync(join(cwd, 'odd/model.json'), text());
    const { code, out, err } = await runTrainer(['predict', '--model', 'odd', '--distance', '1'], { cwd });
    rmSync(join(cwd, 'odd'), { recursive: true });
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

describe('what is no file is refused, and not waited for:', () => {
  const kinds: readonly (readonly [string, (path: string) => void])[] = [
    ['a folder', (path) => mkdirSync(path)],
    ['a pipe', (path) => void execFileSync('mkfifo', [path])],
    ['a device', (path) => symlinkSync('/dev/zero', path)],
  ];

  test.skipIf(process.platform === 'win32').each(kinds)('%s for a .env', async (_, make) => {
    const path = join(cwd, '.env');
    make(path);
    const { code, err } = await runTrainer(['predict', '--model', 'model', '--distance', '1'], { cwd });
    rmSync(path, { recursive: true });
    expect([code, err]).toEqual([2, `${path}: not a regular file; put NAME=VALUE lines into it, or remove it\n`]);
  });

  test.skipIf(process.platform === 'win32').each(kinds)('%s for a model.json', async (_, make) => {
    mkdirSync(join(cwd, 'kind'));
    const path = join(cwd, 'kind/model.json');
    make(path);
    const { code, err } = await runTrainer(['predict', '--model', 'kind', '--distance', '1'], { cwd });
    rmSync(join(cwd, 'kind'), { recursive: true });
    expect([code, err]).toEqual([4, expect.stringContaining(`${path}: `)]);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('and nothing is written', () => {
    expect(readdirSync(cwd).sort()).toEqual(['model', 'trips.csv']);
  });
});
