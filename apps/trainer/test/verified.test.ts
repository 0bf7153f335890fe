import { join } from 'node:path';
import { startEmulator } from '@taxifare/emulator';
import { createBucketStore } from '@taxifare/gcs';
import { expect, onTestFinished, test } from 'vitest';
import { runTrainer } from './support/run-trainer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { tripCsv } from './support/trips.ts';

/** Of 16 MiB. */
const SHARDS = 3;

test.each([
  ['of one shard', 1000],
  ['of several shards, summed by themselves', 450_000],
])('a bit that is flipped on the way from an object %s is an error, and trains no model', async (_, rows) => {
  const folder = await temporaryFolder();
  const cloud = await startEmulator({ folder: join(folder, 'cloud'), services: ['storage'] });
  onTestFinished(() => cloud.close());
  const csv = Buffer.from(tripCsv(rows));
  const store = createBucketStore({ apiEndpoint: cloud.url, projectId: 'p' });
  const uri = 'gs://local-bucket/trips.csv';
  await store.write(uri, csv, { condition: 'absent' });
  if (rows > 1000) expect(csv.length).toBeGreaterThan((SHARDS - 1) * 16 * 1024 * 1024);
  const train = async () =>
    await runTrainer(['--data', uri, '--no-upload', '--output', join(folder, 'out'), '--threads', '2'], {
      cwd: folder,
      env: { STORAGE_API_ENDPOINT: cloud.url, METADATA_SERVER_DETECTION: 'none' },
    });
  expect(await train()).toMatchObject({ code: 0 });
  // The last digit of a fare, say: still a number, still a trip.
  cloud.faults.add({
    name: 'flipped-bit',
    afterBytes: 20_001,
    times: 'always',
    match: { method: 'GET', object: 'trips.csv' },
  });
  const { code, err } = await train();
  expect([code, err]).toEqual([4, expect.stringContaining(`${uri}: what arrived is not what is stored, CRC32C `)]);
});
