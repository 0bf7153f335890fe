import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFileStore, openStore, parseObjectUri, StorageError, storageErrorOf } from '../src/index.ts';
import { temporaryFolder } from './support/clouds.ts';

const store = createFileStore();

test('open reads a file at a position into the memory it is given, and finds that the file has grown', async () => {
  const path = join(await temporaryFolder(), 'a');
  writeFileSync(path, 'hello world');
  const object = await store.info(path);
  if (object === undefined) throw new Error('not there');
  const file = await store.open(object);
  const buffer = new Uint8Array(5);
  expect(file.readInto?.(buffer, 6)).toBe(5);
  expect(new TextDecoder().decode(buffer)).toBe('world');
  expect(file.readInto?.(buffer, 11)).toBe(0);
  file.close();
  const again = await store.open(object);
  appendFileSync(path, '!');
  expect(() => again.close()).toThrow(`${path}: changed while it was read`);
  await expect(store.open(object)).rejects.toThrow(StorageError);
});

test('open finds a file overwritten in place whose modification time was put back', async () => {
  const path = join(await temporaryFolder(), 'a');
  writeFileSync(path, 'hello world');
  utimesSync(path, 1e9, 1e9);
  const object = await store.info(path);
  if (object === undefined) throw new Error('not there');
  const file = await store.open(object);
  const writer = openSync(path, 'r+');
  writeSync(writer, 'HELLO', 0);
  closeSync(writer);
  utimesSync(path, 1e9, 1e9);
  expect(() => file.close()).toThrow(`${path}: changed while it was read`);
});

test('a folder is not a file, and is told so', async () => {
  const folder = await temporaryFolder();
  await expect(store.info(folder)).rejects.toThrow(
    `${folder}: a folder, not a file; name a file in it, or FOLDER/*.csv`,
  );
});

test('a folder that may not be written refuses, and nothing is left in it', async () => {
  const folder = join(await temporaryFolder(), 'locked');
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) console.warn('NOT RUN: a folder without write permission; root may write everywhere');
  else
    await expect(store.write(join(folder, 'x'), new Uint8Array(1), { condition: 'any' })).rejects.toMatchObject({
      code: 'no-permission',
    });
  expect(readdirSync(folder)).toEqual([]);
});

test('a name under a file is refused', async () => {
  const path = join(await temporaryFolder(), 'file');
  writeFileSync(path, 'x');
  await expect(store.write(join(path, 'y'), new Uint8Array(1), { condition: 'any' })).rejects.toMatchObject({
    code: 'not-a-file',
  });
  expect(readFileSync(path, 'utf8')).toBe('x');
});

test('storageErrorOf says of a full disk that what was there is as it was', () => {
  expect(storageErrorOf(Object.assign(new Error('full'), { code: 'ENOSPC' }), '/x/y')).toMatchObject({
    code: 'no-space',
    message: '/x/y: the disk is full; make room; what was there before is as it was',
  });
});

test.each([
  ['gs://bucket', 'a bucket without an object'],
  ['gs://Bucket/x', "not a bucket's name, got 'Bucket'"],
  ['gs://b/x', "not a bucket's name, got 'b'"],
  ['s3://bucket/x', 's3 is not a place that data can be in'],
  ['data/x.csv', 'not an absolute path'],
  ['gs://bucket/a\nb', 'a name with a line end'],
  ['/a\0b', 'a name with a NUL in it'],
  [`gs://bucket/${'é'.repeat(513)}`, 'a name of more than 1024 bytes'],
])('parseObjectUri refuses %j', (uri, message) => {
  expect(() => parseObjectUri(uri)).toThrow(message);
});

test('parseObjectUri takes names of 1,024 bytes and of any script', () => {
  expect(parseObjectUri(`gs://bucket/${'é'.repeat(512)}`)).toMatchObject({ kind: 'gs' });
  expect(parseObjectUri('gs://my.bucket-1/データ/x y.csv')).toEqual({
    kind: 'gs',
    bucket: 'my.bucket-1',
    name: 'データ/x y.csv',
  });
});

test('openStore sends each URI where it belongs', async () => {
  const path = join(await temporaryFolder(), 'a');
  const both = openStore({ apiEndpoint: 'http://127.0.0.1:9' });
  const written = await both.write(path, new Uint8Array(3), { condition: 'absent' });
  expect(await both.info(path)).toEqual(written);
});
