import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTrainer } from './support/run-trainer.ts';

const FILES = fileURLToPath(new URL('files/', import.meta.url));
const [KAGGLE_COLUMNS = ''] = readFileSync(join(FILES, 'kaggle.csv'), 'utf8').split('\n');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taxifare-files-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('predict --data', () => {
  let model: string;
  let ofDistances: string;
  beforeAll(async () => {
    [model, ofDistances] = [join(folder, 'model'), join(folder, 'of-distances')];
    const trainOn = (file: string, output: string, args: readonly string[] = []) =>
      runTrainer(['--data', join(FILES, file), '--no-upload', '--output', output, ...args], { cwd: folder });
    const asItStands = ['--distance-column', 'trip_distance', '--distance-unit', 'mi'];
    await trainOn('kaggle.csv', model);
    await trainOn('trip-distance-only.csv', ofDistances, asItStands);
  });
  const predict = (file: string, args: readonly string[] = [], of = model) =>
    runTrainer(['predict', '--model', of, '--data', join(FILES, file), ...args], { cwd: folder });

  test('gives the same fares for every form of the same trips', async () => {
    const { out, err } = await predict('kaggle.csv');
    expect(err).toBe('predicted: 40 rows\n');
    for (const file of [
      'semicolons-decimal-commas.csv',
      'r-row-names.csv',
      'empty-fields-beyond-header.csv',
      'tabs.tsv',
    ])
      expect((await predict(file)).out, file).toBe(out);
    const shards = await predict('shard-*.csv', ['--columns', KAGGLE_COLUMNS]);
    expect(shards.out).toBe(out);
  });

  test('of a Parquet file gives the fares of the same trips, with row numbers for keys', async () => {
    const withoutKeys = (out: string) => out.replace(/^[^,]*,/gm, '');
    const [csv, parquet] = [await predict('kaggle.csv'), await predict('kaggle.parquet')];
    expect(`${parquet.code} ${parquet.err}`).toMatch(
      /^0 note: \S+: keys of a Parquet file are not read\npredicted: 40 rows\n {2}there is no column key/,
    );
    expect(withoutKeys(parquet.out)).toBe(withoutKeys(csv.out));
    expect(parquet.out.split('\n').at(-2)).toMatch(/^40,/);
    const ofCsv = await predict('trip-distance-only.csv', [], ofDistances);
    const ofParquet = await predict('trip-distance-only.parquet', [], ofDistances);
    expect(`${ofParquet.code} ${ofParquet.out}`).toBe(`0 ${ofCsv.out}`);
    const nulls = await predict('null-distances.parquet', [], ofDistances);
    expect(nulls.out).toMatch(/^2,[\d.,]+\n3,,\n4,/m);
    expect(nulls.err).toContain('2 of 10 rows have no fare, the first in');
    expect(nulls.err).toContain('null-distances.parquet, row 3: trip_distance is empty');
    const all = await predict('row-groups.parquet');
    expect(all.out.split('\n')).toHaveLength(5002);
    expect((await predict('trip-distance-only.parquet')).err).toContain('no coordinates');
    expect((await predict('kaggle.parquet', ['--kaggle'])).err).toContain('Kaggle wants a column key');
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['swapped.csv', [], ['latitudes and longitudes look swapped', '40 are outside the area or the distances']],
    ['no-keys.csv', [], ['predicted: 40 rows', 'there is no column key: the keys are row numbers']],
    ['blank-rows.csv', [], ['200 of 240 rows have no fare', 'line 42: pickup_latitude is empty']],
  ])('says of %s what is odd', async (file, args, sentences) => {
    const { code, err } = await predict(file, args);
    expect(code).toBe(0);
    for (const sentence of sentences) expect(err).toContain(sentence);
  });

  test('refuses for Kaggle what Kaggle refuses, and leaves no file', async () => {
    const noKeys = await predict('no-keys.csv', ['--kaggle']);
    expect(`${noKeys.code} ${noKeys.err}`).toMatch(/^3 .*no-keys\.csv: Kaggle wants a column key/);
    const output = join(folder, 'fares.csv');
    const blank = await predict('blank-rows.csv', ['--kaggle', '--output', output]);
    expect(`${blank.code} ${blank.err}`).toMatch(/^3 200 of 240 rows have no fare, .*Kaggle refuses such a file/);
    expect(existsSync(output)).toBe(false);
  });

  test('warns by the rules of its own model', async () => {
    const wide = join(folder, 'wide');
    const rules = [
      '--min-latitude',
      '-90',
      '--max-latitude',
      '90',
      '--min-longitude',
      '-180',
      '--max-longitude',
      '180',
    ];
    await runTrainer(['--data', join(FILES, 'kaggle.csv'), '--no-upload', '--output', wide, ...rules], { cwd: folder });
    expect((await predict('swapped.csv', [], wide)).err).not.toContain('outside');
  });

  test('takes distances for a model of distances, and refuses coordinates; the other way round too', async () => {
    const { code, out, err } = await predict('trip-distance-only.csv', [], ofDistances);
    expect(`${code} ${err}`).toBe('0 predicted: 40 rows\n  there is no column key: the keys are row numbers\n');
    expect(out.split('\n')[1]).toMatch(/^1,1\.609344,/);
    expect((await predict('kaggle.csv', [], ofDistances)).err).toContain('the header lacks trip_distance');
    expect((await predict('trip-distance-only.csv')).err).toContain('no coordinates, only trip_distance');
    const places = ['--pickup', '40.7,-73.9', '--dropoff', '40.8,-73.9'];
    const one = await runTrainer(['predict', '--model', ofDistances, ...places], { cwd: folder });
    expect(`${one.code} ${one.err}`).toContain(
      '2 --pickup, --dropoff: the model was trained on distances in trip_distance',
    );
  });

  test('and evaluate say of other data what a training does', async () => {
    const evaluate = (file: string, of = model) =>
      runTrainer(['evaluate', '--model', of, '--data', join(FILES, file)], { cwd: folder });
    const swapped = await evaluate('swapped.csv');
    expect(`${swapped.code} ${swapped.err}`).toMatch(/^3 .*no row is left to fit: all 40 rows .*look swapped/s);
    expect((await evaluate('blank-rows.csv')).err).toContain('200 of 240 rows are dropped');
    expect((await evaluate('trip-distance-only.csv', ofDistances)).out).toContain('kept 40');
    expect((await evaluate('row-groups.parquet')).out).toContain('kept 4,865');
  });
});
