import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alphaText, cents, digits } from '../src/terminal/format-number.ts';
import { runTrainer } from './support/run-trainer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

type Row = readonly [fareUsd: number, km: number];
const kilometres = Array.from({ length: 40 }, (_, i) => i + 1);
const times = (count: number, fareOf: (km: number) => number): readonly Row[] =>
  Array.from({ length: count }, () => kilometres.map((km): Row => [fareOf(km), km])).flat();

/** A folder with a model of each of some data, whose distances are a column. */
async function folderOf(models: Readonly<Record<string, readonly Row[]>>, ...args: readonly string[]) {
  const cwd = await temporaryFolder();
  const said: Record<string, string> = {};
  for (const [name, rows] of Object.entries(models)) {
    writeFileSync(join(cwd, `${name}.csv`), `fare_amount,trip_distance\n${rows.map((row) => row.join()).join('\n')}\n`);
    const options = [
      '--distance-column',
      'trip_distance',
      '--distance-unit',
      'km',
      '--no-clean',
      '--no-upload',
      ...args,
    ];
    const { out, err } = await runTrainer(['--data', `${name}.csv`, '--output', name, ...options], { cwd });
    said[name] = out + err;
  }
  const run = async (...words: readonly string[]) => {
    const { out, err } = await runTrainer(words, { cwd });
    return out + err;
  };
  const page = (name: string) => readFileSync(join(cwd, name, 'report.html'), 'utf8');
  return { said, run, page };
}

describe('odd data', () => {
  test('compare tells models without any error apart, in no standard errors', async () => {
    const cheap = times(5, (km) => 2.5 * km);
    const { run } = await folderOf({ cheap, fewer: cheap.slice(0, 190), dear: times(3, (km) => 3 * km) });
    const noNoise = 'both lines go through all of their trips, so there is no noise';
    expect(await run('compare', 'cheap', 'dear')).toContain(`C differs by +0.5000 USD/km: ${noNoise}\n`);
    const { difference } = JSON.parse(await run('compare', 'cheap', 'dear', '--json'));
    expect(difference).toEqual({ usdPerKm: 0.5, standardErrors: null, isNoise: false });
  });

  test('a mean absolute error is none where fares are below nothing, and never above RMSE', async () => {
    const { said } = await folderOf({
      below: times(5, (km) => -2.5 * km - (km % 2)),
      exact: times(5, (km) => 2.6 * km),
    });
    expect(said.below).toMatch(/fit: fare_amount = −2\.\d+ USD\/km × distance\n/);
    expect(said.below).toMatch(/RMSE [\d.]+ USD, mean residual/);
    expect(said.exact).toMatch(/RMSE 0 USD, off by about 0\.0 USD on average, mean residual 0\.00 USD/);
  });

  test('a line that falls is written with a minus', async () => {
    const { said } = await folderOf({ falling: times(5, (km) => 90 - 0.5 * km) }, '--fit-intercept');
    expect(said.falling).toContain('fit: fare_amount = 90.000 USD − 0.50000 USD/km × distance\n');
  });

  test('intervals are none where no trips are, nor where fares are not counted', async () => {
    const { run } = await folderOf({
      far: times(5, (km) => 3 + km + (km % 3)).map(([usd, km]): Row => [usd, 10 + km / 2]),
      below: times(5, (km) => -km),
      beyond: times(5, (km) => km).map(([usd, km]): Row => [usd, 100 + km]),
      same: times(5, () => 9.5),
    });
    const interval = async (name: string, km: number) =>
      await run('predict', '--model', name, '--distance', `${km}`, '--interval');
    expect(await interval('far', 2)).toContain('warning: no interval: the model has seen no trips below 10.5 km');
    expect(await interval('below', 2)).toContain(
      'warning: no interval: fares of such trips lie beyond what is counted',
    );
    expect(await interval('beyond', 2)).toContain('the model has seen fewer than 100 trips within 59.75 km');
    expect(await interval('same', 2)).toContain('95 of 100 such trips between 9.50 and 10.00 USD\n');
  });

  test('a single trip in a class is with those before it, and so are its fares', async () => {
    const near = times(5, (km) => 3 + km + (km % 3)).map(([usd, km]): Row => [usd, km / 10]);
    const { run } = await folderOf({ alone: [...near, [80, 50]] });
    const said = await run('predict', '--model', 'alone', '--distance', '49', '--interval');
    expect(said).toMatch(/ USD for 49\.00 km, 95 of 100 such trips between [\d.]+ and [\d.]+ USD\n$/);
    expect(await run('predict', '--model', 'alone', '--distance', '50.3', '--interval')).toContain(
      'no trips beyond 50.25 km',
    );
  });

  test('what a base fare would change is said of the estimator that would have it', async () => {
    const { said, page } = await folderOf(
      { ridge: times(5, (km) => 3 + 2 * km + (km % 2)) },
      ...['--estimator', 'ridge', '--alpha', '50000', '--fit-intercept'],
    );
    expect(said.ridge).toMatch(
      / {2}by least squares with a base fare \(--estimator ols --fit-intercept\) RMSE would be/,
    );
    expect(said.ridge).toContain('  ridge, alpha 50000: a penalised estimate has no interval');
    expect(page('ridge')).toContain('it is biased towards zero by the penalty, and has no interval');
  });

  test('a penalty of 0 is called least squares', async () => {
    const { said, page } = await folderOf(
      { ridge: times(5, (km) => 3 + 2 * km + (km % 2)) },
      ...['--estimator', 'ridge', '--alpha', '0'],
    );
    expect(said.ridge).toContain('  ridge, alpha 0: least squares; --estimator ols has its interval');
    expect(page('ridge')).not.toContain('biased towards zero');
  });

  test('report.html leaves trips out of its pictures that go beyond the counts, and says so', async () => {
    const { page } = await folderOf({
      beyond: [...times(5, (km) => 3 + 2 * km), ...times(1, () => 9).map(([usd]): Row => [usd, 8667])],
    });
    expect(page('beyond')).toContain(
      '240 in all; the stronger its colour, the more. 40 of them lie outside of the picture.',
    );
    expect(page('beyond').match(/ 40 trips of 59\.75 km and more are left out\.<\/figcaption>/g)).toHaveLength(2);
  });

  test('report.html says what it is too few trips for', async () => {
    const { page } = await folderOf({ few: times(1, (km) => 3 + 2 * km) });
    expect(page('few')).toContain('There are not 50 trips at each of two distances');
    expect(page('few')).toContain('There are fewer than 100 trips within 59.75 km');
    expect(page('few')).toContain('</span>1</li>');
    expect(page('few')).not.toMatch(/NaN|undefined|Infinity/);
  });
});

test('digits keeps zeros, writes a minus, and takes what is left of a sum of doubles for nothing', () => {
  expect([2.62, 0.0123, -0.31, 5e-4, -3.2e-15].map((value) => digits(value, 4))).toEqual([
    ...['2.620', '0.01230', '−0.3100', '0.0005000', '0'],
  ]);
  expect([9.5, -0.004, -1.5].map(cents)).toEqual(['9.50', '0.00', '−1.50']);
  expect([1, 0.013836719, 0].map(alphaText)).toEqual(['1', '0.013837', '0']);
});
