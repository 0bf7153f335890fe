import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import { expect, test } from 'vitest';
import { EmulatorError, startEmulator } from '../../src/index.ts';
import { call, cloudFor, put, temporaryFolder } from '../support/cloud.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

test('objects are there after a stop and a start', async () => {
  const folder = await temporaryFolder();
  const first = await startEmulator({ folder, services: ['storage'] });
  const { generation } = await put(first, 'kept', 'bytes');
  await first.close();
  const second = await cloudFor({ folder });
  expect((await call(second, 'GET', '/storage/v1/b/local-bucket/o/kept')).json.generation).toBe(generation);
  expect(Number((await put(second, 'kept', 'more')).generation)).toBeGreaterThan(Number(generation));
});

test('kill -9 in the middle of 200 uploads loses none that was acknowledged, and keeps no half of one', async () => {
  const folder = await temporaryFolder();
  const child = spawn(process.execPath, [MAIN, '--folder', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (found) resolve(found[0]);
    });
  });
  const acknowledged = new Map<string, string>();
  // Twenty at a time: when the sixtieth is acknowledged, most are yet to come.
  let next = 0;
  const uploader = async () => {
    for (let i = next++; i < 200; i = next++) {
      const body = Buffer.alloc(1000 + i * 997, i);
      const name = `object-${i}`;
      const path = `/upload/storage/v1/b/local-bucket/o?uploadType=media&name=${name}`;
      const answer = await fetch(`${url}${path}`, { method: 'POST', body });
      if (answer.status === 200) acknowledged.set(name, base64OfCrc32c(crc32c(body)));
      if (acknowledged.size === 60) child.kill('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: 20 }, uploader));
  expect(acknowledged.size).toBeGreaterThanOrEqual(60);
  expect(acknowledged.size).toBeLessThan(200);
  const cloud = await cloudFor({ folder });
  const items = (await call(cloud, 'GET', '/storage/v1/b/local-bucket/o')).json.items as {
    name: string;
    crc32c: string;
    size: string;
  }[];
  for (const [name, expected] of acknowledged)
    expect(items.find((item) => item.name === name)?.crc32c, name).toBe(expected);
  for (const { name, crc32c: kept } of items) {
    const bytes = Buffer.from(
      await (await fetch(`${cloud.url}/storage/v1/b/local-bucket/o/${name}?alt=media`)).arrayBuffer(),
    );
    expect(base64OfCrc32c(crc32c(bytes)), name).toBe(kept);
    expect(bytes.length, name).toBe(1000 + Number(name.split('-')[1]) * 997);
  }
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

test('what does not belong into the folder does no harm', async () => {
  const folder = await temporaryFolder();
  mkdirSync(join(folder, 'storage/buckets/strange'), { recursive: true });
  writeFileSync(join(folder, 'storage/buckets/strange/bucket.json'), '{"half":');
  const cloud = await cloudFor({ folder });
  expect((await call(cloud, 'GET', '/storage/v1/b/strange')).status).toBe(404);
});

test('an object whose bytes were replaced by a symlink is not served', async () => {
  const folder = await temporaryFolder();
  const first = await startEmulator({ folder, services: ['storage'] });
  await put(first, 'x', 'secret');
  await first.close();
  const target = join(folder, 'outside');
  writeFileSync(target, 'secret');
  const data = join(folder, 'storage/buckets/local-bucket/data');
  for (const name of readdirSync(data)) {
    rmSync(join(data, name));
    symlinkSync(target, join(data, name));
  }
  const cloud = await cloudFor({ folder });
  expect((await call(cloud, 'GET', '/storage/v1/b/local-bucket/o/x?alt=media')).status).toBe(404);
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
