import { createServer } from 'node:net';
import { startEmulator } from '@taxifare/emulator';
import { expect, test } from 'vitest';
import { retryPolicy, silenceOf } from '../src/bucket/retrying.ts';
import { bucketInfo, createBucketStore, openStore, type RetriedFailure } from '../src/index.ts';
import { quickRetries, temporaryFolder } from './support/clouds.ts';
import { rawServer } from './support/raw-server.ts';

/** An address of this machine at which nobody listens. */
async function deadEndpoint(): Promise<string> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

const sum = (pauses: readonly number[]): number => pauses.reduce((total, pause) => total + pause, 0);

test('a service that never answers is given up within contactMs, and each failure is told with its count', async () => {
  const pauses: number[] = [];
  const told: RetriedFailure[] = [];
  const retries = { ...quickRetries(pauses), onRetry: (failure: RetriedFailure) => told.push(failure) };
  const store = createBucketStore({ apiEndpoint: await deadEndpoint(), projectId: 'p', retries });
  await expect(store.info('gs://some-bucket/x')).rejects.toMatchObject({ code: 'unreachable' });
  expect(sum(pauses)).toBeLessThanOrEqual(20_000);
  expect(sum(pauses)).toBeGreaterThan(5000);
  expect(told.map(({ tries }) => tries)).toEqual(pauses.map((_, i) => i + 1));
  expect(told.map(({ pauseMs }) => pauseMs)).toEqual(pauses);
  expect(told[0]?.error.message).toContain('gs://some-bucket/x: no connection');
});

test('a service that has answered before is waited for as long as any', async () => {
  const pauses: number[] = [];
  const cloud = await startEmulator({ folder: await temporaryFolder(), services: ['storage'] });
  const store = createBucketStore({ apiEndpoint: cloud.url, projectId: 'p', retries: quickRetries(pauses) });
  await store.info('gs://local-bucket/x');
  await cloud.close();
  await expect(store.info('gs://local-bucket/x')).rejects.toMatchObject({ code: 'unreachable' });
  expect(sum(pauses)).toBeGreaterThan(60_000);
});

test('a service that has never answered is waited for less long at a time', () => {
  const policy = retryPolicy();
  const never = silenceOf(policy);
  // Two such waits are all that there is time for.
  expect(2 * never).toBeLessThanOrEqual(policy.contactMs);
  policy.contact.isMade = true;
  expect(silenceOf(policy)).toBe(policy.silenceMs);
  expect(policy.silenceMs).toBeGreaterThan(never);
});

test.each([
  ['info', (apiEndpoint: string, retries: object) => openStore({ apiEndpoint, retries }).info('gs://some-bucket/x')],
  [
    'list',
    (apiEndpoint: string, retries: object) =>
      openStore({ apiEndpoint, retries }).list('gs://some-bucket/*')[Symbol.asyncIterator]().next(),
  ],
  ['bucketInfo', (apiEndpoint: string, retries: object) => bucketInfo('some-bucket', { apiEndpoint, retries })],
  [
    'write',
    (apiEndpoint: string, retries: object) =>
      openStore({ apiEndpoint, retries }).write('gs://some-bucket/x', new Uint8Array(3), { condition: 'any' }),
  ],
  ['info of a web address', (url: string, retries: object) => openStore({ retries }).info(`${url}/x`)],
])('%s gives up a service that takes connections and never answers as one that is not there', async (_, ask) => {
  const told: RetriedFailure[] = [];
  const server = await rawServer(() => {});
  let waitedMs = 0;
  const retries = {
    ...quickRetries(),
    silenceMs: 60,
    contactMs: 200,
    deadlineMs: 1e9,
    // Each wait for an answer takes its time, and each pause.
    nowMs: () => waitedMs,
    onRetry: (failure: RetriedFailure) => {
      told.push(failure);
      waitedMs += 60 + failure.pauseMs;
    },
    firstPauseMs: 20,
  };
  await expect(ask(server.url, retries)).rejects.toMatchObject({ code: 'timeout' });
  expect(told.length).toBeGreaterThan(0);
  expect(told[0]?.error.message).toContain('no answer, nothing came for 0.06 s');
});

test.each([
  '["a"]',
  '"text"',
  'null',
  '{"items": "none"}',
  '{"items": [{"size": "1"}]}',
  '{"nextPageToken": 7}',
  '{"nextPageToken": "again"}',
  '<html></html>',
])('list takes %s for no listing', async (body) => {
  const { url } = await rawServer((_, socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });
  const store = createBucketStore({
    apiEndpoint: url,
    projectId: 'p',
    retries: { ...quickRetries([]), deadlineMs: 0 },
  });
  await expect(store.list('gs://some-bucket/**')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    name: 'StorageError',
    message: expect.stringMatching(
      /got no listing of objects|names itself as the next|a web page answers, which is not Cloud Storage/,
    ),
  });
});

test.each([
  ['absent', 'absent'],
  ['any', 'any'],
  ['a generation', { generation: '1' }],
] as const)(
  'a web page in place of the answer to a write is no success, where the object is to be %s',
  async (_, condition) => {
    const old = JSON.stringify({ size: '1', generation: '1', crc32c: 'AAAAAA==' });
    const { url } = await rawServer((request, socket) => {
      // The parts of a body have heads too.
      if (!/^(GET|POST) /.test(request)) return;
      const there =
        condition === 'absent' ? ['404 Not Found', 'application/json', ''] : ['200 OK', 'application/json', old];
      const [status, type, body] = request.startsWith('POST') ? ['200 OK', 'text/html', '<html></html>'] : there;
      socket.write(`HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${body?.length}\r\n\r\n${body}`);
    });
    const store = createBucketStore({
      apiEndpoint: url,
      projectId: 'p',
      retries: { ...quickRetries(), deadlineMs: 0 },
    });
    for (const bytes of [3, 9 * 1024 * 1024]) {
      await expect(store.write('gs://some-bucket/x', new Uint8Array(bytes), { condition })).rejects.toMatchObject({
        code: 'corrupt',
        message: expect.stringMatching(
          /another answer than asked for, got (a success, and what was sent is not there|no address to upload to); try again/,
        ),
      });
    }
  },
);
