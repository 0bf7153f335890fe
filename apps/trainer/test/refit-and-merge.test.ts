import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTrainer } from './support/run-trainer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { trainedFolder } from './support/trained-folder.ts';
import { distanceCsv, tripCsv } from './support/trips.ts';

const OLDER = new URL('../../../packages/core/test/older-models/schema-1.json', import.meta.url);

describe('refit and merge', () => {
  const modelText = (cwd: string, name: string) => readFileSync(join(cwd, name, 'model.json'), 'utf8');
  const withHeldOut = ['--test-fraction', '0.2', '--folds', '4'];

  test.each([
    ['--fit-intercept'],
    ['--estimator', 'ridge', '--alpha', '30'],
    ['--estimator', 'lasso', '--alpha', 'best', '--fit-intercept'],
  ])('refit gives the model that a fresh training gives, to the bit: %s %s %s %s %s', async (...args) => {
    const cwd = await trainedFolder(withHeldOut);
    const options = args.filter((arg) => arg !== undefined);
    const fresh = ['--data', 'trips.csv', '--no-upload', '--output', 'fresh', ...withHeldOut, ...options];
    expect((await runTrainer(fresh, { cwd })).code).toBe(0);
    const { code, err } = await runTrainer(['refit', 'model', ...options, '--output', 'again'], { cwd });
    expect([code, err]).toEqual([0, '']);
    expect(modelText(cwd, 'again')).toBe(modelText(cwd, 'fresh'));
    expect(JSON.parse(readFileSync(join(cwd, 'again/run.json'), 'utf8'))).toMatchObject({
      models: ['model'],
      inputs: [],
    });
  });

  test('refit says the fit and saves nothing without --output', async () => {
    const cwd = await trainedFolder();
    const { out } = await runTrainer(['refit', 'model', '--fit-intercept'], { cwd });
    expect(out).toMatch(/fit: fare_amount = [\d.]+ USD \+ [\d.]+ USD\/km × distance\n/);
    expect(out).toContain('nothing saved; add --output FOLDER to keep it');
  });

  test('merge of two trainings is the training of both: counts exactly, numbers to 1e-13', async () => {
    const cwd = await temporaryFolder();
    for (const [name, seed] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      writeFileSync(join(cwd, `${name}.csv`), `${tripCsv(700, seed)}1,2\n`);
      await runTrainer(['--data', `${name}.csv`, '--no-upload', '--output', name, ...withHeldOut], { cwd });
    }
    await runTrainer(['--data', '*.csv', '--no-upload', '--output', 'both', ...withHeldOut], { cwd });
    expect((await runTrainer(['merge', 'a', 'b', '--output', 'merged'], { cwd })).code).toBe(0);
    const [both, merged] = ['both', 'merged'].map((name) => JSON.parse(modelText(cwd, name)));
    expect(merged.cleaning).toEqual(both.cleaning);
    expect(merged.sums.counts).toBe(both.sums.counts);
    expect(merged.sums.lines).toBe(both.sums.lines);
    const numbers = (value: unknown): number[] =>
      typeof value === 'number'
        ? [value]
        : typeof value === 'object' && value !== null
          ? Object.values(value).flatMap(numbers)
          : [];
    for (const key of ['coefficients', 'metrics', 'crossValidation', 'withBaseFare', 'intervals']) {
      const [found, expected] = [numbers(merged[key]), numbers(both[key])];
      expect(found).toHaveLength(expected.length);
      for (const [i, value] of found.entries())
        expect(Math.abs(value - expected[i]!), key).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(expected[i]!)));
    }
    expect(merged.data).toMatchObject({ objects: 2, rows: both.data.rows, bytes: both.data.bytes });
    for (const [args, message] of [
      [['merge', 'a', 'a'], 'a: has data that a has too; each may be merged once'],
      [['merge', 'a', 'b', 'a'], 'has data that a has too'],
      [['merge', 'merged', 'b'], 'b: has data that merged has too'],
      [['merge', 'a', 'both'], 'by their counts, one has the data of the other in it'],
    ] as const) {
      const { code, err } = await runTrainer([...args, '--output', 'twice'], { cwd });
      expect([code, err]).toEqual([3, expect.stringContaining(message)]);
    }
  });

  test('merge refuses models of other rules, other folds, another fit, and of schema 1', async () => {
    const cwd = await trainedFolder();
    writeFileSync(join(cwd, 'b.csv'), tripCsv(500, 2));
    writeFileSync(join(cwd, 'older.json'), readFileSync(OLDER));
    for (const [name, args] of [
      ['rules', ['--max-distance', '9']],
      ['folds', ['--folds', '3']],
      ['held', ['--test-fraction', '0.1']],
      ['fit', ['--fit-intercept']],
    ] as const) {
      await runTrainer(['--data', 'b.csv', '--no-upload', '--output', name, ...args], { cwd });
    }
    for (const [other, message] of [
      ['rules', 'rules: cleaned by other rules than of model'],
      ['folds', 'folds: another number of folds than of model, got 3, there 0'],
      ['held', 'held: another share of its rows is held out than of model, got 0.1, there 0'],
      ['fit', 'fit: fitted otherwise than model; say how with --estimator'],
      ['older.json', 'older.json: a model of schema 1, which has not kept its sums; train it again'],
    ] as const) {
      const { code, err } = await runTrainer(['merge', 'model', other, '--output', 'out'], { cwd });
      expect([code, err]).toEqual([3, expect.stringContaining(message)]);
    }
    const said = await runTrainer(['merge', 'model', 'fit', '--fit-intercept', '--output', 'out'], { cwd });
    expect(said.code).toBe(0);
    expect((await runTrainer(['merge', 'model', 'fit'], { cwd })).err).toContain('--output: where to?');
    expect((await runTrainer(['refit', 'older.json'], { cwd })).code).toBe(3);
  });

  test('refit keeps what distances are of; merge and compare want models of the same', async () => {
    const cwd = await trainedFolder();
    writeFileSync(join(cwd, 'a.csv'), distanceCsv(300, 1));
    writeFileSync(join(cwd, 'b.csv'), distanceCsv(400, 2));
    for (const [name, data, column, unit] of [
      ['mi', 'a.csv', 'trip_distance', 'mi'],
      ['mi-too', 'b.csv', 'trip_distance', 'mi'],
      ['km', 'b.csv', 'trip_distance', 'km'],
      ['other', 'b.csv', 'metered', 'mi'],
    ] as const) {
      const args = ['--data', data, '--distance-column', column, '--distance-unit', unit, '--no-upload'];
      expect((await runTrainer([...args, '--output', name], { cwd })).err).toBe('');
    }
    const inMiles = { column: 'trip_distance', unit: 'mi' };
    expect((await runTrainer(['refit', 'mi', '--fit-intercept', '--output', 'again'], { cwd })).code).toBe(0);
    expect(JSON.parse(modelText(cwd, 'again'))).toMatchObject({ distance: inMiles });
    expect((await runTrainer(['merge', 'mi', 'mi-too', '--output', 'both'], { cwd })).code).toBe(0);
    expect(JSON.parse(modelText(cwd, 'both'))).toMatchObject({ distance: inMiles, data: { rows: 700 } });
    expect((await runTrainer(['compare', 'mi', 'mi-too'], { cwd })).out).not.toContain('no verdict: mi is');
    for (const [other, got, said] of [
      ['km', '{"column":"trip_distance","unit":"km"}', 'distances in trip_distance, km'],
      ['other', '{"column":"metered","unit":"mi"}', 'distances in metered, mi'],
      ['model', '"between places"', 'distances between places'],
    ] as const) {
      const merged = await runTrainer(['merge', 'mi', other, '--output', 'out'], { cwd });
      const message = `${other}: of other distances than of mi, got ${got}, there {"column":"trip_distance","unit":"mi"}`;
      expect([merged.code, merged.err]).toEqual([3, expect.stringContaining(message)]);
      const { code, out } = await runTrainer(['compare', 'mi', other], { cwd });
      const verdict = `no verdict: mi is of distances in trip_distance, mi, ${other} of ${said}\n`;
      expect([code, out]).toEqual([0, expect.stringContaining(verdict)]);
    }
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});
