import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startEmulator } from '@taxifare/emulator';
import { openStore } from '@taxifare/gcs';
import { expect, onTestFinished, test } from 'vitest';
import { planOf } from '../src/fold/plan.ts';
import { runThread } from '../src/fold/run-thread.ts';
import { shardQueue, type ThreadMessage } from '../src/fold/threads.ts';

const SAMPLE = new URL('../../../data/train_1k.csv', import.meta.url);
const URI = 'gs://local-bucket/trips.csv.gz';

test('a worker thread tells of what it tries again, and of bytes while it reads one long shard', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-thread-'));
  const cloud = await startEmulator({ folder, services: ['storage'] });
  onTestFinished(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true });
  });
  const storage = { apiEndpoint: cloud.url, projectId: 'p' };
  const store = openStore(storage);
  const [head = '', ...rows] = readFileSync(SAMPLE, 'utf8').trimEnd().split('\n');
  // Half a second of reading, at least.
  const body = gzipSync(`${head}\n${`${rows.join('\n')}\n`.repeat(1000)}`, { level: 1 });
  const object = await store.look(await store.write(URI, body, { condition: 'any' }));
  cloud.faults.add({ name: 'unavailable', times: 1 });

  const messages: ThreadMessage[] = [];
  const plan = planOf([object], { rules: undefined, testFraction: 0, folds: 0, storage });
  const { indices, taken } = shardQueue([0]);
  await runThread({ plan, indices, taken }, { postMessage: (message) => messages.push(message) });

  const retries = messages.flatMap((message) => ('retry' in message ? [message.retry] : []));
  expect(retries.map(({ tries }) => tries)).toEqual([1]);
  expect(retries[0]?.error).toEqual({ uri: URI, what: 'Cloud Storage answers 503' });
  expect(structuredClone(retries)).toEqual(retries);
  const bytes = messages.flatMap((message) => ('bytes' in message ? [message.bytes] : []));
  expect(bytes.length).toBeGreaterThan(0);
  expect(messages.at(-1)).toMatchObject({ index: 0, sums: {} });
});
