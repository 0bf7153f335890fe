import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@taxifare/emulator';
import { openStore } from '@taxifare/gcs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTrainer } from './support/run-trainer.ts';

const FILES = fileURLToPath(new URL('files/', import.meta.url));
const TRIPS = readFileSync(join(FILES, 'kaggle.csv'), 'utf8');
const [HEADER = '', ...ROWS] = TRIPS.trim().split('\n');
const [FIRST, SECOND] = [ROWS.slice(0, 17), ROWS.slice(17)];
const USD_PER_KM = 2.632695004196029;

let folder: string;
let cloud: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taxifare-odd-'));
  cloud = await startEmulator({ folder: join(folder, 'cloud') });
});

afterAll(async () => {
  await cloud?.close();
  await rm(folder, { recursive: true, force: true });
});

type Content = string | Uint8Array;
let runs = 0;

/** Puts files on the disk, or in a bucket, and answers the glob of them all. */
async function put(from: 'disk' | 'bucket', files: readonly Content[]): Promise<string> {
  const run = runs++;
  const store = openStore({ apiEndpoint: cloud.environment.STORAGE_API_ENDPOINT, projectId: 'local-project' });
  for (const [i, content] of files.entries()) {
    const [name, bytes] = [`odd-${run}-${i}.csv`, Buffer.from(content)];
    if (from === 'disk') await writeFile(join(folder, name), bytes);
    else await store.write(`gs://local-bucket/${name}`, bytes, { condition: 'any' });
  }
  return from === 'disk' ? join(folder, `odd-${run}-*`) : `gs://local-bucket/odd-${run}-*`;
}

async function trainedOn(from: 'disk' | 'bucket', files: readonly Content[], args: readonly string[] = []) {
  const output = join(folder, `model-${runs}`);
  const data = await put(from, files);
  const ended = await runTrainer(['--data', data, '--no-upload', '--output', output, ...args], {
    cwd: folder,
    env: cloud.environment,
  });
  const path = join(output, 'model.json');
  return { ...ended, output, model: existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined };
}

const lines = (header: string, rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;
/** Lines with their fields in another form. */
const each = (text: string, form: (field: string, i: number) => string) =>
  text.replace(/[^\n]+/g, (line) => line.split(',').map(form).join());
const inRows = (form: (field: string, i: number) => string) => lines(HEADER, each(ROWS.join('\n'), form).split('\n'));
const reversed = (text: string) => text.replace(/[^\n]+/g, (line) => line.split(',').reverse().join());
const parquet = (name: string) => readFileSync(join(FILES, `${name}.parquet`));
/** A Parquet file that ends otherwise. */
const ending = (end: readonly number[]) =>
  Buffer.concat([parquet('kaggle').subarray(0, -end.length), Buffer.from(end)]);

describe.each(['disk', 'bucket'] as const)('of a glob of files from the %s', (from) => {
  test.each<[string, string, string?]>([
    ['other names', lines('k,Fare_Amt,t,Start_Lon,Start_Lat,End_Lon,End_Lat,Passenger_Count', SECOND)],
    ['another separator', lines(HEADER, SECOND).replaceAll(',', '\t'), 'fields are separated by tabs'],
    ['another order', reversed(lines(HEADER, SECOND))],
    ['more columns', each(lines(HEADER, SECOND), (field, i) => (i === 3 ? `x,${field}` : field))],
    ['other line ends, and a byte order mark', `\ufeff${lines(HEADER, SECOND)}`.replaceAll('\n', '\r\n')],
  ])('each is read by its own header: %s', async (_, second, note = '') => {
    const { code, out, err, model } = await trainedOn(from, [lines(HEADER, FIRST), second]);
    expect(`${code} ${err}`).toBe('0 ');
    expect(model).toMatchObject({ cleaning: { rows: 40, kept: 40 } });
    expect(model.coefficients).toMatchObject([{ value: expect.closeTo(USD_PER_KM, 12) }]);
    expect(out).toContain(note);
  });

  test('one that is no file of trips is refused by its name, before any is read on', async () => {
    const { code, out, err } = await trainedOn(from, [TRIPS, lines(HEADER.replace('fare_amount', 'Cost'), ROWS)]);
    expect(`${code} ${out}`).not.toContain('read:');
    expect(`${code} ${err}`).toMatch(/^3 \S+odd-\d+-1\.csv: line 1: the header lacks fare_amount/);
  });
});

describe.each(['disk', 'bucket'] as const)('a file from the %s', (from) => {
  test.each<[string, Content]>([
    ['a byte order mark and semicolons', `\ufeff${TRIPS.replaceAll(',', ';')}`],
    ["Excel's sep=;", `sep=;\r\n${TRIPS.replaceAll(',', ';').replaceAll('\n', '\r\n')}`],
    ['blanks and quotes around names', TRIPS.replace(HEADER, HEADER.replace(/\w+/g, '"$&"').replaceAll(',', ', '))],
    ['names in capitals, with blanks', TRIPS.replace(HEADER, HEADER.toUpperCase().replaceAll('_', ' '))],
    ["pandas' index", TRIPS.replace(/^/gm, ',').replace(/,$/, '')],
    ['a comma at the end of every line', TRIPS.replaceAll('\n', ',\n')],
    ['commas in quoted dates', each(TRIPS, (field, i) => (i === 2 ? `"Mon, ${field}"` : field))],
    ['everything in quotes', each(TRIPS, (field) => `"${field}"`)],
    ['tabs and blanks', TRIPS.replaceAll(',', '\t ')],
    ['blank lines before the header', `\n\n${TRIPS}`],
    ['an older encoding', Buffer.from(TRIPS.replace('key', 'clé'), 'latin1')],
    ['Parquet, whatever it is called', parquet('kaggle')],
  ])('is read with %s', async (_, content) => {
    const { code, err, model } = await trainedOn(from, [content]);
    expect(`${code} ${err}`).toBe('0 ');
    expect(model).toMatchObject({ cleaning: { rows: 40, kept: 40 } });
    expect(model.coefficients).toMatchObject([{ value: expect.closeTo(USD_PER_KM, 12) }]);
  });

  test.each<[string, Content, string]>([
    ['UTF-16', Buffer.from(`\ufeff${TRIPS}`, 'utf16le'), 'it looks like UTF-16 text; convert it: iconv'],
    ['no line feeds', TRIPS.replaceAll('\n', '\r'), 'its lines end in a carriage return alone, got key, fare_amount'],
    ['nothing in it', '', 'the file is empty'],
    ['nothing but a byte order mark', '\ufeff\n', 'the file is empty'],
    ['a blank first line', `   \n${TRIPS}`, 'line 1: blank, where the header should be; remove the line'],
    ['a header alone', `${HEADER}\n`, 'there is a header and no row below it; give data'],
    [
      'a title',
      `Trips\n\n${TRIPS}`,
      'line 1: it is no header, got Trips, but line 3 is one; leave out what is before it',
    ],
    [
      'comments',
      `# made by x\n${TRIPS}`,
      'got # made by x, but line 2 is one; leave out what is before it: tail -n +2',
    ],
    ['JSON', '[{"fare_amount": 4.5}]', 'it looks like JSON; write it as CSV'],
    ['a login page', '<!DOCTYPE html><title>Sign in</title>', 'it looks like HTML'],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid x\n', 'git lfs pull'],
    ['blanks for separators', TRIPS.replaceAll(' UTC', '').replaceAll(',', ' '), 'something other than a comma'],
    ['thousands', inRows((field, i) => (i === 1 ? `"1,00${field}"` : field)), "not a number, got '1,00"],
    ['euros', inRows((field, i) => (i === 1 ? `€${field}` : field)), "not a number, got '€5.0'; write plain"],
    ['blanks before quotes', each(TRIPS, (field) => ` "${field}"`), 'leave out the blanks before the quotes'],
    ['longitudes to the east', TRIPS.replaceAll(',-7', ',7'), 'longitudes of New York are negative'],
    ['Parquet without fares', parquet('no-fare-column'), 'the header lacks fare_amount'],
    ['Parquet of empty fares', parquet('no-fares'), 'row 1: fare_amount is empty'],
    ['Parquet of texts', parquet('fares-as-text'), 'the column fare_amount holds texts, not numbers'],
    ['Parquet of nested fares', parquet('nested-fares'), 'the column fare_amount holds nested values, not numbers'],
    ['Parquet without rows', parquet('no-rows'), 'the Parquet file has no rows; give one that has some'],
    ['Parquet in brotli', parquet('brotli'), 'is compressed by BROTLI; write it with snappy, gzip or zstd'],
    ['Parquet that is encrypted', ending([...Buffer.from('PARE')]), 'the Parquet file is encrypted'],
    ['Parquet that is cut short', parquet('kaggle').subarray(0, -9), 'damaged or cut short; copy it again'],
    ['Parquet with a damaged footer', ending([9, 0, 0, 0, ...Buffer.from('PAR1')]), 'footer is damaged; copy it again'],
  ])('is refused with %s', async (_, content, sentence) => {
    const { code, err, model } = await trainedOn(from, [content]);
    expect(`${code} ${err}`).toMatch(/^3 /);
    expect(err).toContain(sentence);
    expect(model).toBeUndefined();
  });
});

test('distances below zero are no trips, and the first is shown', async () => {
  const file = lines('fare_amount,trip_distance,passenger_count', [
    ...Array.from({ length: 6 }, (_, i) => `${10 + i},${3 + i},1`),
    ...Array.from({ length: 4 }, (_, i) => `5,-${1 + i},1`),
  ]);
  const { code, err, model } = await trainedOn(
    'disk',
    [file],
    [...['--distance-column', 'trip_distance', '--distance-unit', 'mi']],
  );
  expect(code).toBe(0);
  expect(model).toMatchObject({ cleaning: { rows: 10, kept: 6, dropped: { distance: 4 } } });
  expect(err).toMatch(/warning: 4 of 10 rows are dropped for .*line 8: .*-1\.6/);
});

test('predict prices a Parquet file in a bucket', async () => {
  const { output: model } = await trainedOn('disk', [TRIPS]);
  const data = { csv: await put('bucket', [TRIPS]), parquet: await put('bucket', [parquet('kaggle')]) };
  const predict = (of: string) =>
    runTrainer(['predict', '--model', model, '--data', of], { cwd: folder, env: cloud.environment });
  const [csv, columns] = [await predict(data.csv), await predict(data.parquet)];
  expect(`${columns.code} ${columns.err}`).toMatch(/^0 .*predicted: 40 rows/s);
  const fares = (out: string) => out.replace(/^[^,]*,/gm, '');
  expect(fares(columns.out)).toBe(fares(csv.out));
});
