import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@taxifare/emulator';
import { onTestFinished } from 'vitest';
import { createBucketStore, type ObjectStore, type RetryPolicy } from '../../src/index.ts';

/** A new folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'taxifare-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Retries whose pauses take no time and are written down. */
export function quickRetries(pauses: number[] = []): Partial<RetryPolicy> {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    random: () => 0.5,
    silenceMs: 1500,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
      nowMs += ms;
    },
  };
}

/** A local cloud of the test's own, and a store over the official client to it. */
export async function cloudAndStore(
  pauses: number[] = [],
  retries: Partial<RetryPolicy> = {},
): Promise<{ readonly cloud: Emulator; readonly store: ObjectStore }> {
  const cloud = await startEmulator({ folder: await temporaryFolder(), services: ['storage'] });
  onTestFinished(() => cloud.close());
  return {
    cloud,
    store: createBucketStore({
      apiEndpoint: cloud.url,
      projectId: 'p',
      retries: { ...quickRetries(pauses), ...retries },
    }),
  };
}
