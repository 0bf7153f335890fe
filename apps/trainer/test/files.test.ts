import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@taxifare/emulator';
import { openStore } from '@taxifare/gcs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTrainer } from './support/run-trainer.ts';

/** Forty trips in the forms in which files of trips are met; what all of them come to. */
const FILES = fileURLToPath(new URL('files/', import.meta.url));
const ROWS = 40;
const USD_PER_KM = 2.632695004196029;
const KAGGLE_COLUMNS =
  'key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count';

let folder: string;
let cloud: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taxifare-files-'));
  cloud = await startEmulator({ folder: join(folder, 'cloud') });
});

afterAll(async () => {
  await cloud?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Trained {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly model: { readonly [key: string]: never } | undefined;
}

let runs = 0;

/** Trains on files from the disk, or from a bucket to which they were copied. */
async function trained(from: 'disk' | 'bucket', files: readonly string[], args: readonly string[]): Promise<Trained> {
  const output = join(folder, `${runs++}`);
  const uris = from === 'disk' ? files.map((file) => join(FILES, file)) : await uploaded(files);
  const ended = await runTrainer(
    [...uris.flatMap((uri) => ['--data', uri]), '--no-upload', '--output', output, ...args],
    { cwd: folder, env: cloud.environment },
  );
  const path = join(output, 'model.json');
  const model = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  return { ...ended, model };
}

async function uploaded(files: readonly string[]): Promise<readonly string[]> {
  const store = openStore({ apiEndpoint: cloud.environment.STORAGE_API_ENDPOINT, projectId: 'local-project' });
  return await Promise.all(
    files.map(async (file) => {
      const uri = `gs://local-bucket/files/${file}`;
      await store.write(uri, readFileSync(join(FILES, file)), { condition: 'any' });
      return uri;
    }),
  );
}

describe.each(['disk', 'bucket'] as const)('a file of trips from the %s is understood:', (from) => {
  test.each<[string, readonly string[], readonly string[], string?]>([
    ["Kaggle's names", ['kaggle.csv'], []],
    ['no header, with the names', ['no-header.csv'], ['--columns', KAGGLE_COLUMNS], 'there is no header'],
    ['empty fields beyond the header', ['empty-fields-beyond-header.csv'], [], "empty fields beyond the header's 8"],
    ['semicolons', ['semicolons-decimal-commas.csv'], [], 'fields are separated by ;'],
    ['decimal commas', ['semicolons-decimal-commas.csv'], [], 'decimals are written with a comma'],
    ["R's row names", ['r-row-names.csv'], [], 'rows begin with a number that has no name'],
    ['the names of the TLC in 2009', ['tlc-2009.csv'], [], 'columns are called as by TLC 2009'],
    ["the names of Google's courses", ['google-courses.csv'], [], "columns are called as by Google's courses"],
    ['no passengers', ['no-passengers.csv'], [], 'there is no passenger_count: the rule on passengers is off'],
    ['a Parquet file', ['kaggle.parquet'], []],
    ['tabs', ['tabs.tsv'], [], 'fields are separated by tabs'],
    ["Excel's sep= line", ['excel-sep-line.csv'], [], 'its first line says sep=,'],
    ['shards of which one has a header', ['shard-a.csv', 'shard-b-no-header.csv'], ['--columns', KAGGLE_COLUMNS]],
    [
      'columns named by hand',
      ['tlc-2009.csv'],
      ['--column', 'fare_amount=Fare_Amt', '--column', 'passenger_count=passenger_count'],
    ],
  ])('%s', async (_, files, args, note) => {
    const { code, out, err, model } = await trained(from, files, args);
    expect(`${code} ${err}`).toBe('0 ');
    expect(model).toMatchObject({ cleaning: { rows: ROWS, kept: ROWS } });
    expect(model?.coefficients).toMatchObject([{ value: expect.closeTo(USD_PER_KM, 12) }]);
    if (note !== undefined) expect(out).toContain(note);
  });

  test('blank rows, with a warning of how many there are, and in --json too', async () => {
    const { code, out, err, model } = await trained(from, ['blank-rows.csv'], ['--json']);
    expect(code).toBe(0);
    expect(model).toMatchObject({ cleaning: { rows: 240, kept: ROWS, dropped: { missing: 200 } } });
    expect(err).toMatch(/warning: 200 of 240 rows are dropped .* line 42: fare_amount is empty/);
    expect(JSON.parse(out).run.warnings).toEqual([expect.stringContaining('200 of 240 rows')]);
  });

  test('distances as they stand, where that is asked for: kilometres by road', async () => {
    const args = ['--distance-column', 'trip_distance', '--distance-unit', 'mi'];
    const { code, out, model } = await trained(from, ['trip-distance-only.csv'], args);
    expect(code).toBe(0);
    expect(out).toContain('distances are trip_distance in mi, as they stand: the rules on coordinates are off');
    const inMiles = await trained(from, ['trip-distance-only.csv'], [...args.slice(0, 3), 'km']);
    const priceIn = (one: Trained) =>
      (one.model as unknown as { coefficients: [{ value: number }] }).coefficients[0].value;
    expect(priceIn({ ...inMiles }) / priceIn({ code, out, err: '', model })).toBeCloseTo(1.609344, 12);
    expect(model).toMatchObject({ cleaning: { rules: { minLatDeg: null, maxLonDeg: null } } });
  });

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['a first line of data', ['no-header.csv'], [], ['line 1: the line looks like data', '--columns key,fare_amount,']],
    ['a shard without a header', ['shard-a.csv', 'shard-b-no-header.csv'], [], ['shard-b-no-header.csv: line 1:']],
    ['distances alone', ['trip-distance-only.csv'], [], ['no coordinates', '--distance-column trip_distance']],
    [
      'swapped coordinates',
      ['swapped.csv'],
      [],
      ['kept: 0 rows; dropped: 40', 'latitudes and longitudes look swapped'],
    ],
    [
      'fares that are no numbers',
      ['dollar-signs.csv'],
      [],
      ['kept: 0 rows; dropped: 40', "line 2: fare_amount: not a number, got '$5.0'; write plain numbers"],
    ],
    ['values that are no numbers, when strict', ['blank-rows.csv'], ['--strict'], ['line 42: fare_amount is empty']],
    ['more dropped rows than may be', ['blank-rows.csv'], ['--max-dropped', '0.5'], ['more than --max-dropped 0.5']],
    [
      'files that are not alike',
      ['kaggle.csv', 'no-passengers.csv'],
      [],
      ['no-passengers.csv: has no passenger_count'],
    ],
    [
      'a column that is not there',
      ['kaggle.csv'],
      ['--column', 'fare_amount=Cost'],
      ['the header lacks Cost', 'say which it is: --column fare_amount=NAME'],
    ],
  ])('but %s is refused', async (_, files, args, sentences) => {
    const { code, out, err, model } = await trained(from, files, args);
    expect(code).toBe(3);
    expect(model).toBeUndefined();
    for (const sentence of sentences) expect(`${out}${err}`).toContain(sentence);
  });
});

test.each([
  ['metres', 1609.344, /the median of the first trips is \d{4} km; is trip_distance in km, not in metres\?/],
  ['light milliseconds', 0.0054, /the median of the first trips is 0\.0\d+ km; is trip_distance in km/],
  ['miles', 1, undefined],
])(
  'distances in %s, said to be km, have a warning where their median is no trip of a taxi',
  async (unit, per, warning) => {
    const [header = '', ...rows] = readFileSync(join(FILES, 'trip-distance-only.csv'), 'utf8').trim().split('\n');
    const at = header.split(',').indexOf('trip_distance');
    const scaled = rows.map((row) =>
      row
        .split(',')
        .with(at, `${per * Number(row.split(',')[at])}`)
        .join(),
    );
    writeFileSync(join(folder, `${unit}.csv`), [header, ...scaled, ''].join('\n'));
    const args = ['--distance-column', 'trip_distance', '--distance-unit', 'km', '--no-clean', '--no-upload', '--json'];
    const { code, out } = await runTrainer(['--data', `${unit}.csv`, '--output', unit, ...args], { cwd: folder });
    expect(code).toBe(0);
    expect(JSON.parse(out).run.warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
  },
);

test('a Parquet file of several row groups gives the same bytes on any number of threads, from disk and bucket', async () => {
  const models: string[] = [];
  for (const [from, threads] of [
    ['disk', '1'],
    ['disk', '2'],
    ['disk', '3'],
    ['bucket', '2'],
  ] as const) {
    const { code, err, model } = await trained(from, ['row-groups.parquet'], ['--threads', threads]);
    expect(`${code} ${err}`).toBe('0 ');
    expect(model).toMatchObject({ cleaning: { rows: 5000, kept: 4865 } });
    models.push(JSON.stringify(model));
  }
  expect(new Set(models).size).toBe(1);
});

test('the first rows of a Parquet file are as many as are asked for', async () => {
  const { model } = await trained('disk', ['row-groups.parquet'], ['--rows', '3000']);
  expect(model).toMatchObject({ cleaning: { rows: 3000 } });
});

test.each([
  [['--column', 'fare=x'], "--column: wants FIELD=NAME, got 'fare=x'"],
  [['--column', 'fare_amount=a', '--column', 'fare_amount=b'], "--column: fare_amount is named twice, got 'b'"],
  [['--column', 'key=id'], "--column: a training reads no key, got 'id'; leave it out"],
  [['--column', 'trip_distance=d'], "--column: a training reads no trip_distance, got 'd'; give --distance-column"],
  [['--distance-column', 'd'], '--distance-unit: what is d in?'],
  [['--distance-unit', 'km'], '--distance-unit: given without --distance-column'],
  [['--max-dropped', '2'], "--max-dropped: wants a number from 0 to 1, got '2'"],
])('options that name columns wrongly are refused: %j', async (args, sentence) => {
  const { code, err } = await trained('disk', ['kaggle.csv'], args);
  expect(`${code} ${err}`).toContain(`2 ${sentence}`);
});
