import { globSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EmulatorError, startEmulator } from '../../src/index.ts';
import { call, cloudFor, put, temporaryFolder } from '../support/cloud.ts';

test('objects are there after a stop and a start', async () => {
  const folder = await temporaryFolder();
  const first = await startEmulator({ folder, services: ['storage'] });
  const { generation } = await put(first, 'kept', 'bytes');
  await first.close();
  const second = await cloudFor({ folder });
  expect((await call(second, 'GET', '/storage/v1/b/local-bucket/o/kept')).json.generation).toBe(generation);
  expect(Number((await put(second, 'kept', 'more')).generation)).toBeGreaterThan(Number(generation));
});

test('a folder that another cloud has open is refused, and left alone', async () => {
  const folder = await temporaryFolder();
  const first = await cloudFor({ folder });
  await put(first, 'x', 'x');
  await expect(startEmulator({ folder, services: ['storage'] })).rejects.toThrow('another local cloud has it open');
  expect((await call(first, 'GET', '/storage/v1/b/local-bucket/o/x')).status).toBe(200);
});

test('a lock that a dead cloud left behind is no obstacle', async () => {
  const folder = await temporaryFolder();
  writeFileSync(
    join(folder, 'lock.json'),
    JSON.stringify({ id: 'x', pid: 2 ** 22 - 1, mode: 'server', url: 'http://127.0.0.1:1' }),
  );
  const cloud = await cloudFor({ folder });
  expect((await call(cloud, 'GET', '/_local/status')).status).toBe(200);
});

test('a port that is taken is an error that says so', async () => {
  const first = await cloudFor();
  const httpPort = Number(new URL(first.url).port);
  const folder = await temporaryFolder();
  await expect(startEmulator({ folder, services: ['storage'], httpPort })).rejects.toThrow(
    `127.0.0.1:${httpPort}: the port is taken`,
  );
});

test('a folder that cannot be one is an error that says so', async () => {
  const path = join(await temporaryFolder(), 'file');
  writeFileSync(path, '');
  const starting = startEmulator({ folder: join(path, 'below'), services: ['storage'] });
  await expect(starting).rejects.toBeInstanceOf(EmulatorError);
  await expect(starting).rejects.toThrow('cannot keep its data here, got ENOTDIR');
});

/** A folder with the object `x` in it, written by a cloud that has ended, and what is said when the next one starts. */
async function folderAndNotices() {
  const folder = await temporaryFolder();
  const first = await startEmulator({ folder, services: ['storage'] });
  for (const name of ['x', 'y']) await put(first, name, 'bytes');
  await first.close();
  const bucket = join(folder, 'storage/buckets/local-bucket');
  const notices: string[] = [];
  const objects = async () => {
    const cloud = await cloudFor({ folder, onNotice: (text) => notices.push(text) });
    const { items } = (await call(cloud, 'GET', '/storage/v1/b/local-bucket/o')).json;
    return ((items as { name: string }[] | undefined) ?? []).map(({ name }) => name);
  };
  const fileOf = (part: 'objects' | 'data', name: string) =>
    join(
      bucket,
      part,
      readdirSync(join(bucket, part)).find((file) => file.endsWith(`-${name}${part === 'data' ? '' : '.json'}`)) ?? '',
    );
  const aside = () =>
    globSync('storage/aside/**', { cwd: folder, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return { bucket, notices, objects, fileOf, aside };
}

test('a record that cannot be read is kept aside with its bytes, and named', async () => {
  const { notices, objects, fileOf, aside } = await folderAndNotices();
  const record = fileOf('objects', 'x');
  writeFileSync(record, readFileSync(record, 'utf8').replace('"size":5', '"size":"5"'));
  expect(await objects()).toEqual(['y']);
  expect(
    aside()
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      .sort(),
  ).toEqual(['bytes', expect.stringContaining('"size":"5"')]);
  expect(notices).toEqual([
    expect.stringMatching(
      /^gs:\/\/local-bucket: cannot be read, got objects\/.*-x\.json, data\/.*-x; moved to .*aside/,
    ),
  ]);
});

test('bytes of another length than the record says are kept aside', async () => {
  const { notices, objects, fileOf, aside } = await folderAndNotices();
  writeFileSync(fileOf('data', 'x'), 'EVIL and longer');
  expect(await objects()).toEqual(['y']);
  expect(aside()).toHaveLength(2);
  expect(notices).toHaveLength(1);
});

test('a bucket without a record that can be read is kept aside whole', async () => {
  const { bucket, notices, objects, aside } = await folderAndNotices();
  writeFileSync(join(bucket, 'bucket.json'), '{"half":');
  expect(await objects()).toEqual([]);
  expect(aside()).toHaveLength(5);
  expect(notices).toEqual([
    expect.stringContaining('gs://local-bucket: cannot be read, got the whole bucket; moved to'),
  ]);
});

test.each(['objects', 'data'] as const)('a bucket without its folder of %s does not stop the start', async (part) => {
  const { bucket, notices, objects, aside } = await folderAndNotices();
  rmSync(join(bucket, part), { recursive: true });
  expect(await objects()).toEqual([]);
  expect(aside()).toHaveLength(2);
  expect(notices).toHaveLength(1);
});

test('what a crash left behind is cleared at the start, without a word', async () => {
  const { bucket, notices, objects, fileOf } = await folderAndNotices();
  writeFileSync(join(bucket, 'objects', '.0f.tmp'), 'half a rec');
  const [, stem = ''] = /\/\d+-([^/]+)$/.exec(fileOf('data', 'x')) ?? [];
  writeFileSync(join(bucket, 'data', `1-${stem}`), 'the generation before');
  expect(await objects()).toEqual(['x', 'y']);
  expect([readdirSync(join(bucket, 'objects')).length, readdirSync(join(bucket, 'data')).length]).toEqual([2, 2]);
  expect(notices).toEqual([]);
});

test('an object whose bytes were replaced by a symlink is not served', async () => {
  const { bucket, objects, fileOf } = await folderAndNotices();
  const target = join(bucket, 'outside');
  writeFileSync(target, 'bytes');
  const data = fileOf('data', 'x');
  rmSync(data);
  symlinkSync(target, data);
  expect(await objects()).toEqual(['y']);
});

test('readers of an object that is being replaced get one generation or another, whole', async () => {
  const cloud = await cloudFor();
  const body = (i: number) => `${i % 10}`.repeat(10_000);
  await put(cloud, 'x', body(0));
  const writes = Array.from({ length: 40 }, (_, i) => put(cloud, 'x', body(i)));
  const reads = Array.from({ length: 80 }, async () => {
    const { status, text } = await call(cloud, 'GET', '/storage/v1/b/local-bucket/o/x?alt=media');
    expect([status, text.length, new Set(text).size]).toEqual([200, 10_000, 1]);
  });
  const copies = Array.from({ length: 20 }, async (_, i) => {
    const path = `/storage/v1/b/local-bucket/o/x/copyTo/b/local-bucket/o/copy-${i}`;
    expect((await call(cloud, 'POST', path)).json.size).toBe('10000');
  });
  await Promise.all([...writes, ...reads, ...copies]);
});
