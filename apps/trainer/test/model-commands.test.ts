import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BUNDLE, runTrainer } from './support/run-trainer.ts';
import { coefficientIn, trainedFolder } from './support/trained-folder.ts';
import { HEADER, tripCsv } from './support/trips.ts';

describe('predict', () => {
  test('gives a trip its fare by places or distance, with the interval on request', async () => {
    const cwd = await trainedFolder();
    const c = coefficientIn(cwd);
    const { out } = await runTrainer(['predict', '--model', 'model', '--distance', '3.2', '--json', '--interval'], {
      cwd,
    });
    const said = JSON.parse(out);
    expect(said.fareUsd).toBe(3.2 * c);
    expect(said.interval95[0]).toBeLessThan(said.fareUsd);
    const places = ['--pickup', '40.758,-73.9855', '--dropoff', '40.6413,-73.7781'];
    expect((await runTrainer(['predict', '--model', 'model', ...places], { cwd })).out).toMatch(
      /^\d+\.\d\d USD for 21\.77 km\n$/,
    );
  });

  test('says that coordinates are swapped, and flags places outside the area', async () => {
    const cwd = await trainedFolder();
    const swapped = await runTrainer(
      ['predict', '--model', 'model', '--pickup', '-73.98,40.75', '--dropoff', '40.7,-74'],
      { cwd },
    );
    expect([swapped.code, swapped.err]).toEqual([2, expect.stringContaining('latitude and longitude are swapped')]);
    const far = await runTrainer(
      ['predict', '--model', 'model', '--pickup', '51.5,-0.1', '--dropoff', '40.7,-74', '--json'],
      { cwd },
    );
    expect([far.code, JSON.parse(far.out).isInArea]).toEqual([0, false]);
    expect(far.err).toContain('outside the area');
  });

  test('warns by what the model was trained on, whatever that was', async () => {
    const bounds = ['--max-distance', '100', '--max-latitude', '50'];
    const [usual, wide, all] = [
      await trainedFolder(),
      await trainedFolder(bounds),
      await trainedFolder(['--no-clean']),
    ];
    const warningsOf = async (cwd: string, ...args: readonly string[]) =>
      (await runTrainer(['predict', '--model', 'model', ...args], { cwd })).err;
    expect(await warningsOf(usual, '--distance', '80')).toBe(
      "warning: --distance: beyond the 60 km that the model was trained on, got '80'; predicted all the same\n",
    );
    expect(await warningsOf(wide, '--distance', '80')).toBe('');
    expect(await warningsOf(wide, '--distance', '120')).toContain('beyond the 100 km');
    const north = ['--pickup', '42,-73.98', '--dropoff', '42.1,-73.98'];
    expect(await warningsOf(usual, ...north)).toContain('--pickup: outside the area');
    for (const cwd of [wide, all]) expect(await warningsOf(cwd, ...north)).toBe('');
  });

  test('refuses what is no place on Earth, every problem at once', async () => {
    const cwd = await trainedFolder();
    const { code, err } = await runTrainer(
      ['predict', '--model', 'model', '--pickup', '91,0', '--dropoff', '40.7,-181'],
      { cwd },
    );
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toEqual([
      "--pickup: wants latitude,longitude in degrees, got '91,0'; give such as 40.758,-73.9855",
      "--dropoff: wants latitude,longitude in degrees, got '40.7,-181'; give such as 40.758,-73.9855",
    ]);
    expect((await runTrainer(['predict', '--model', 'model', '--distance', '20016'], { cwd })).code).toBe(2);
  });

  test("writes a file's fares, keys and all, also in Kaggle's form and from gzip", async () => {
    const cwd = await trainedFolder();
    const csv = `${HEADER}\n"a,1",1,t,-73.98,40.75,-73.95,40.78,1\nb,1,t,,40.75,-73.95,40.78,1\nc,1,t,-73.98,40.75,-73.98,40.75,1\n`;
    writeFileSync(join(cwd, 'in.csv.gz'), gzipSync(csv));
    const { code } = await runTrainer(
      ['predict', '--model', 'model', '--data', 'in.csv.gz', '--kaggle', '--output', 'out.csv'],
      { cwd },
    );
    expect(code).toBe(0);
    const lines = readFileSync(join(cwd, 'out.csv'), 'utf8').split('\n');
    expect(lines[0]).toBe('key,fare_amount');
    expect(lines[1]).toMatch(/^"a,1",10\.\d+$/);
    expect(lines.slice(2)).toEqual(['b,', 'c,0', '']);
    writeFileSync(join(cwd, 'bad.csv'), 'a,b\n1,2\n');
    const bad = await runTrainer(['predict', '--model', 'model', '--data', 'bad.csv'], { cwd });
    expect([bad.code, bad.err]).toEqual([
      3,
      expect.stringContaining('the header lacks pickup_latitude, pickup_longitude'),
    ]);
  });

  test("gives the same lines from a file, a gzip file and a bucket, and in Kaggle's form their fares", async () => {
    const cwd = await trainedFolder();
    const sample = fileURLToPath(new URL('../../../data/train_1k.csv', import.meta.url));
    writeFileSync(join(cwd, 'in.csv.gz'), gzipSync(readFileSync(sample)));
    const lines = async (data: string, ...more: readonly string[]) => {
      const env = { TAXIFARE_LOCAL_CLOUD: join(cwd, 'cloud') };
      const { code, out, err } = await runTrainer(['predict', '--model', 'model', '--data', data, ...more], {
        cwd,
        env,
      });
      expect([code, err]).toEqual([0, '']);
      return out;
    };
    const whole = await lines(sample);
    expect(whole.split('\n')).toHaveLength(1002);
    expect(await lines('in.csv.gz')).toBe(whole);
    expect(await lines('gs://local-bucket/data/train_1k.csv')).toBe(whole);
    const fares = whole.split('\n').map((line) => line.replace(/,[^,]*,/, ','));
    expect((await lines(sample, '--kaggle')).split('\n')).toEqual(fares);
    const [, first = ''] = (await lines(sample, '--interval')).split('\n');
    const [, distanceKm, fareUsd, low, high] = first.split(',').map(Number);
    expect(fareUsd).toBe(Number(distanceKm) * coefficientIn(cwd));
    expect([Number(low) < Number(fareUsd), Number(fareUsd) < Number(high)]).toEqual([true, true]);
  });

  test('carries on past rows that are none, and ends where a file does', async () => {
    const cwd = await trainedFolder();
    const head = 'pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude';
    writeFileSync(
      join(cwd, 'odd.csv'),
      `\ufeff${head}\r\n-73.98,40.75\r\n0,0,0,0\r\n40.75,-73.98,40.75,-73.98\r\n-73.98,x,1,1`,
    );
    const { out } = await runTrainer(['predict', '--model', 'model', '--data', 'odd.csv'], { cwd });
    expect(out).toBe('key,distance_km,fare_amount\n1,,\n2,0,0\n3,0,0\n4,,\n');
    writeFileSync(join(cwd, 'empty.csv'), head);
    const empty = await runTrainer(['predict', '--model', 'model', '--data', 'empty.csv', '--kaggle'], { cwd });
    expect(empty.out).toBe('key,fare_amount\n');
    for (const [name, text, message] of [
      ['none.csv', '', 'the file is empty'],
      ['open.csv', `${head}\n"1,2,3,4\n`, 'byte 68: a quote in the record that starts here is never closed'],
      ['plain.csv.gz', head, 'not gzip data'],
    ] as const) {
      writeFileSync(join(cwd, name), text);
      const { code, err } = await runTrainer(['predict', '--model', 'model', '--data', name], { cwd });
      expect([code, err]).toEqual([3, expect.stringContaining(message)]);
    }
  });

  test('ends quietly where nobody reads on', async () => {
    const cwd = await trainedFolder();
    writeFileSync(join(cwd, 'many.csv'), tripCsv(50_000));
    const child = spawn(process.execPath, [BUNDLE, 'predict', '--model', 'model', '--data', 'many.csv'], {
      cwd,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, err]).toEqual([130, '']);
  });

  test('refuses a model that is none', async () => {
    const cwd = await trainedFolder();
    const joblib = await runTrainer(['predict', '--model', 'model/model.joblib', '--distance', '1'], { cwd });
    expect([joblib.code, joblib.err]).toEqual([3, expect.stringContaining('a pickle (model.joblib?), not JSON')]);
    expect((await runTrainer(['predict', '--model', 'none', '--distance', '1'], { cwd })).code).toBe(4);
  });
});

test('evaluate of the training data gives the metrics of the training', async () => {
  const cwd = await trainedFolder(['--fit-intercept']);
  const { out } = await runTrainer(['evaluate', '--model', 'model', '--data', 'trips.csv', '--json'], { cwd });
  const { kept, rmseUsd, rSquaredCentred, trained } = JSON.parse(out);
  expect({ rows: kept, rmseUsd, rSquaredCentred }).toMatchObject({
    rows: trained.rows,
    rmseUsd: trained.rmseUsd,
    rSquaredCentred: trained.rSquaredCentred,
  });
});

test('compare tells the same from noise, and noise from more', async () => {
  const cwd = await trainedFolder();
  for (const [name, args] of [
    ['half', ['--rows', '250']],
    ['raw', ['--no-clean']],
  ] as const) {
    await runTrainer(['--data', 'trips.csv', '--no-upload', '--output', name, ...args], { cwd });
  }
  expect((await runTrainer(['compare', 'model', 'model'], { cwd })).out).toContain('the same model, to the last bit');
  expect((await runTrainer(['compare', 'model', 'half'], { cwd })).out).toContain('no more than noise');
  expect((await runTrainer(['compare', 'model', 'raw'], { cwd })).out).toMatch(/more than noise\n$/);
  expect((await runTrainer(['compare', 'model'], { cwd })).code).toBe(2);
});

test('report.html is one page that asks for nothing, and says what the model says', async () => {
  const cwd = await trainedFolder(['--test-fraction', '0.2']);
  const page = readFileSync(join(cwd, 'model/report.html'), 'utf8');
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  for (const text of [
    'Each kilometre costs',
    'held out',
    'a coordinate is zero',
    'without any rule',
    'aria-labelledby',
  ])
    expect(page).toContain(text);
  expect(page.match(/<svg/g)).toHaveLength(page.match(/<title id=/g)?.length ?? 0);
});
