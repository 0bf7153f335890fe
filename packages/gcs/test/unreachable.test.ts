import { createServer } from 'node:net';
import { startEmulator } from '@taxifare/emulator';
import { expect, test } from 'vitest';
import { createBucketStore, type RetriedFailure } from '../src/index.ts';
import { quickRetries, temporaryFolder } from './support/clouds.ts';

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
