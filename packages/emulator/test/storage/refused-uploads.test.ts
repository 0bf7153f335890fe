import { readdirSync, readlinkSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/index.ts';
import { call, cloudFor, put, temporaryFolder } from '../support/cloud.ts';
import { eventually, runCloud, smallDisk } from '../support/process.ts';

const UPLOAD = '/upload/storage/v1/b/local-bucket/o';

function multipart(metadata: string, bytes: number): Buffer {
  const head = `--B\r\ncontent-type: application/json\r\n\r\n${metadata}\r\n--B\r\ncontent-type: text/plain\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, 97), Buffer.from('\r\n--B--\r\n')]);
}

/** Statuses of requests that come one after the other on one connection. */
async function onOneConnection(
  url: string,
  requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly type?: string;
    readonly body?: Buffer;
  }[],
): Promise<readonly number[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const statuses: number[] = [];
  const sockets = new Set<unknown>();
  for (const { method, path, type = 'text/plain', body = Buffer.alloc(0) } of requests) {
    const headers = { 'content-type': type, 'content-length': body.length };
    statuses.push(
      await new Promise((resolve, reject) => {
        const request = http.request(`${url}${path}`, { agent, method, headers }, (answer) => {
          sockets.add(answer.socket);
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
        });
        request.on('error', reject).end(body);
      }),
    );
  }
  agent.destroy();
  expect(sockets.size).toBe(1);
  return statuses;
}

describe('a refused upload leaves its connection usable:', () => {
  const type = 'multipart/related; boundary=B';
  const large = 2_000_000;
  test.each([
    [
      'to a bucket that is not there',
      '/upload/storage/v1/b/none/o?uploadType=multipart',
      multipart('{"name":"x"}', large),
      404,
    ],
    ['with metadata that is no JSON', `${UPLOAD}?uploadType=multipart`, multipart('{', large), 400],
    ['without a name', `${UPLOAD}?uploadType=multipart`, multipart('{}', large), 400],
    [
      'with metadata without end',
      `${UPLOAD}?uploadType=multipart`,
      Buffer.concat([Buffer.from('--B\n\n'), Buffer.alloc(large)]),
      400,
    ],
    [
      'under a precondition that is none',
      `${UPLOAD}?uploadType=multipart&ifGenerationMatch=a`,
      multipart('{"name":"x"}', large),
      400,
    ],
    ['of bytes alone, to no bucket', '/upload/storage/v1/b/none/o?uploadType=media&name=x', Buffer.alloc(large), 404],
    ['of a piece to no session', `${UPLOAD}?upload_id=none`, Buffer.alloc(large), 404],
    ['of too large a body of JSON', '/storage/v1/b?project=p', Buffer.alloc(9_000_000, 32), 413],
  ])('%s', async (_, path, body, status) => {
    const cloud = await cloudFor();
    const refused = { method: 'POST', path, type, body };
    const next = { method: 'GET', path: '/storage/v1/b/local-bucket' };
    expect(await onOneConnection(cloud.url, [refused, next, refused, next])).toEqual([status, 200, status, 200]);
  });
});

async function beginUpload(cloud: Emulator, query: string): Promise<string> {
  const begun = await call(cloud, 'POST', `${UPLOAD}?uploadType=resumable&${query}`, { body: '{}' });
  return begun.headers.get('location')?.replace(cloud.url, '') ?? '';
}

describe('a resumable upload', () => {
  test('has links that lead to the port, as every other', async () => {
    const cloud = await cloudFor();
    const path = await beginUpload(cloud, 'name=x');
    const { json } = await call(cloud, 'PUT', path, { body: 'bytes' });
    expect(json.selfLink).toBe(`${cloud.url}/storage/v1/b/local-bucket/o/x`);
    expect(await (await fetch(String(json.mediaLink))).text()).toBe('bytes');
  });

  test('whose end was refused says so again, and stores nothing', async () => {
    const cloud = await cloudFor();
    const question = { headers: { 'content-range': 'bytes */5' } };
    await put(cloud, 'x', 'first');
    const path = await beginUpload(cloud, 'name=x&ifGenerationMatch=0');
    expect((await call(cloud, 'PUT', path, { body: 'other' })).status).toBe(412);
    expect((await call(cloud, 'PUT', path, question)).status).toBe(412);
    expect((await call(cloud, 'GET', '/storage/v1/b/local-bucket/o/x?alt=media')).text).toBe('first');
    const wrong = await beginUpload(cloud, 'name=y');
    const headers = { 'x-goog-hash': 'crc32c=AAAAAA==' };
    expect((await call(cloud, 'PUT', wrong, { body: 'other', headers })).status).toBe(400);
    expect((await call(cloud, 'PUT', wrong, question)).status).toBe(400);
  });

  test('that nobody goes on with holds no file open, and ends', async () => {
    const folder = await temporaryFolder();
    const cloud = await cloudFor({ folder, uploadSessionMs: 1000 });
    const paths = await Promise.all(Array.from({ length: 200 }, (_, i) => beginUpload(cloud, `name=${i}`)));
    if (process.platform === 'linux') expect(openFilesBelow(folder)).toEqual([]);
    const incoming = () => readdirSync(join(folder, 'storage/incoming')).length;
    await eventually(() => incoming() === 0);
    expect((await call(cloud, 'PUT', paths[0] ?? '', { body: 'late' })).status).toBe(404);
  });
});

function openFilesBelow(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}

test('a full disk is said with 507, and what is stored stays as it was', async () => {
  const folder = await temporaryFolder();
  const disk = await smallDisk(folder, 6_000_000);
  if (disk === undefined) return;
  const { url, errors } = await runCloud(folder, disk.wrap);
  const upload = async (name: string, body: Uint8Array<ArrayBuffer>) =>
    await fetch(`${url}${UPLOAD}?uploadType=media&name=${name}`, { method: 'POST', body });
  expect((await upload('keep', new Uint8Array(1000))).status).toBe(200);
  const refused = await upload('keep', new Uint8Array(20_000_000));
  expect(refused.status).toBe(507);
  expect(await refused.text()).toContain('The disk of the local cloud is full, got ENOSPC');
  await eventually(() => errors().includes('ENOSPC'));
  expect((await (await fetch(`${url}/storage/v1/b/local-bucket/o/keep?alt=media`)).arrayBuffer()).byteLength).toBe(
    1000,
  );
  // To the last byte: small objects until one is refused, and every one that was not is there.
  const stored: string[] = [];
  for (let i = 0; ; i++) {
    const { status } = await upload(`small-${i}`, new Uint8Array(100_000));
    if (status !== 200) {
      expect(status).toBe(507);
      break;
    }
    stored.push(`small-${i}`);
  }
  const job = await fetch(`${url}/v1/projects/p/locations/europe-west1/customJobs`, {
    method: 'POST',
    body: JSON.stringify({
      displayName: 'no room',
      jobSpec: {
        workerPoolSpecs: [
          {
            machineSpec: { machineType: 'e2-standard-4' },
            containerSpec: { imageUri: 'node:24', command: ['node'], args: ['x'.repeat(200_000)] },
          },
        ],
      },
    }),
  });
  expect(job.status).toBe(507);
  const jobs = await (await fetch(`${url}/v1/projects/p/locations/europe-west1/customJobs`)).json();
  expect(jobs).toEqual({ customJobs: [] });
  const { items } = (await (await fetch(`${url}/storage/v1/b/local-bucket/o?prefix=small`)).json()) as {
    items: { name: string }[];
  };
  expect(items.map(({ name }) => name).sort()).toEqual(stored.sort());
  await fetch(`${url}/storage/v1/b/local-bucket/o/small-0`, { method: 'DELETE' });
  expect((await upload('room-again', new Uint8Array(1000))).status).toBe(200);
});
