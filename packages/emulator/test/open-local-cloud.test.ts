import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openLocalCloud, startEmulator } from '../src/index.ts';
import { call, cloudFor, temporaryFolder } from './support/cloud.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('openLocalCloud takes the cloud that runs on the folder, and puts the sample there', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'sample.csv');
  writeFileSync(path, 'a,b\n');
  const server = await cloudFor({ folder });
  const opened = await openLocalCloud({
    folder,
    mode: 'embedded',
    services: ['storage'],
    sample: [{ name: 'data/s.csv', path }],
  });
  expect(opened.environment.STORAGE_API_ENDPOINT).toBe(server.url);
  await opened.close();
  expect((await call(server, 'GET', '/storage/v1/b/local-bucket/o/data%2Fs.csv?alt=media')).text).toBe('a,b\n');
});

test('openLocalCloud waits for another program to let go of the folder', async () => {
  const folder = await temporaryFolder();
  const first = await startEmulator({ folder, services: ['storage'], mode: 'embedded' });
  let waited = 0;
  const opening = openLocalCloud({
    folder,
    mode: 'embedded',
    services: ['storage'],
    sample: [],
    onWait: () => {
      waited += 1;
      void first.close();
    },
  });
  const second = await opening;
  expect(waited).toBe(1);
  await second.close();
});

test('openLocalCloud starts a cloud in the background that stays, and that the next one takes', async () => {
  const folder = await temporaryFolder();
  // Of one that was killed.
  const dead = { id: 'x', pid: 2 ** 22 - 1, mode: 'background', url: 'http://127.0.0.1:1' };
  writeFileSync(join(folder, 'lock.json'), JSON.stringify(dead));
  const open = () => openLocalCloud({ folder, mode: 'background', services: ['storage', 'vertex'], sample: [] });
  const [first, second] = await Promise.all([open(), open()]);
  const { pid }: { pid: number } = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8'));
  onTestFinished(() => void process.kill(pid, 'SIGKILL'));
  expect(pid).not.toBe(process.pid);
  expect(second.environment).toEqual(first.environment);
  await first.close();
  const url = second.environment.STORAGE_API_ENDPOINT;
  expect((await fetch(`${url}/storage/v1/b/local-bucket`)).status).toBe(200);
  const embedded = await openLocalCloud({ folder, mode: 'embedded', services: ['storage'], sample: [] });
  expect(embedded.environment.STORAGE_API_ENDPOINT).toBe(url);
  await Promise.all([second.close(), embedded.close()]);
});

test('openLocalCloud says what stands in its way', async () => {
  const folder = await temporaryFolder();
  const sample = [{ name: 'x', path: join(folder, 'nothing.csv') }];
  const open = (mode: 'embedded' | 'background', place: string) =>
    openLocalCloud({ folder: place, mode, services: ['storage'], sample });
  await expect(open('embedded', folder)).rejects.toThrow('nothing.csv: the sample for the local bucket cannot be read');
  await cloudFor({ folder });
  await expect(open('embedded', folder)).rejects.toThrow('nothing.csv: the sample for the local bucket cannot be read');
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(open('background', join(file, 'x'))).rejects.toThrow('cannot keep its data here, got ENOTDIR');
});

test('a bucket name that breaks the rules is an error that says so', async () => {
  const folder = await temporaryFolder();
  await expect(startEmulator({ folder, services: ['storage'], bucket: '../x' })).rejects.toThrow(
    '"../x": not a name for a bucket',
  );
});

test('a program can ask for faults over HTTP, and a page in a browser cannot', async () => {
  const cloud = await cloudFor();
  const body = JSON.stringify({ name: 'unavailable', match: { method: 'GET' }, times: 2 });
  expect(
    (await call(cloud, 'POST', '/_local/faults', { body, headers: { origin: 'http://evil.example' } })).status,
  ).toBe(403);
  expect((await call(cloud, 'POST', '/_local/faults', { body: '{"name":"rain"}' })).status).toBe(400);
  await call(cloud, 'POST', '/_local/faults', { body });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await call(cloud, 'GET', '/storage/v1/b/local-bucket')).status);
  expect(statuses).toEqual([503, 503, 200]);
  expect((await call(cloud, 'GET', '/_local/faults')).json).toMatchObject({ faults: [{ hits: 2 }] });
});

test('the program prints what points clients at it, and stops cleanly on Ctrl+C', async () => {
  const folder = await temporaryFolder();
  const child = spawn(process.execPath, [MAIN, '--folder', folder, '--bucket', 'my-bucket'], { stdio: 'pipe' });
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text;
    // The last line that it prints before it waits.
    if (said.endsWith('NO_CHECK_BUCKET=true\n')) child.kill('SIGINT');
  }
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  expect(said).toContain('export BUCKET_NAME=my-bucket\n');
  expect(said).toMatch(/export STORAGE_API_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\n/);
  expect(said).toMatch(/export CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE=http:/);
  expect(said).toContain('stopped; buckets, jobs and logs are kept');
  const cloud = await cloudFor({ folder });
  expect((await call(cloud, 'GET', '/storage/v1/b/my-bucket')).status).toBe(200);
});
