import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT_RULES } from '@taxifare/core';
import { createFileStore } from '@taxifare/gcs';
import { SHARD_BYTES } from '@taxifare/trip-files';
import { expect, test } from 'vitest';
import { type Checkpoint, emptyCheckpoint } from '../src/fold/checkpoint.ts';
import { formatCheckpoint, parseCheckpoint } from '../src/fold/checkpoint-file.ts';
import { planOf } from '../src/fold/plan.ts';
import { sumPlanned } from '../src/fold/sum-planned.ts';
import { randomOf } from './support/trips.ts';

const SAMPLE = fileURLToPath(new URL('../../../data/train_1k.csv', import.meta.url));
const MOST_BYTES = 256_000;

/** The sums of the sample, as a training with held-out rows and folds has them. */
async function sampleSums() {
  const storage = { apiEndpoint: undefined, projectId: undefined };
  const [bytes, store] = [readFileSync(SAMPLE).length, createFileStore()];
  const signal = new AbortController().signal;
  const object = (await store.info(SAMPLE, { signal }))!;
  const plan = planOf([{ ...object, bytes }], { rules: DEFAULT_RULES, testFraction: 0.2, folds: 0, storage });
  return await sumPlanned(0, plan, { store, signal });
}

/**
 * The largest checkpoint that so many bytes lead to: one process in the middle of them, nodes of every level on both
 * sides, doubles with all of their digits, and counts as many rows spread over as many bins as trips can have.
 */
async function checkpointOf(bytes: number): Promise<Checkpoint> {
  const shards = Math.ceil(bytes / SHARD_BYTES);
  const { parts } = await sampleSums();
  const done = emptyCheckpoint({ start: 1, end: shards - 1 });
  const random = randomOf(5);
  const blurred = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (_, part: unknown) =>
      typeof part === 'number' && !Number.isInteger(part) ? part * (1 + random() / 10) : part,
    );
  const levels = Math.floor(Math.log2(shards));
  for (let level = 0; level < levels - 1; level++) {
    for (const index of [1, 2 ** (levels - level) - 2]) {
      if (done.tree.has(`0 ${level} ${index}`)) continue;
      const sums = {
        summary: blurred(parts[0]!),
        bytes,
        firstMalformed: null,
        range: { bytes, crc32c: 2 ** 32 - 1 - level },
      };
      done.tree.set(`0 ${level} ${index}`, { input: 0, level, index, sums });
    }
  }
  const rows = bytes / 105.8;
  for (let bin = 0; bin < done.picture.length; bin++) {
    // Trips thin out with distance and with the way from the line; a bin has rows where some are to be expected.
    const at = bin % 72_000;
    const [km, usd] = [Math.floor(at / 300) / 4, (at % 300) / 2];
    const share = 0.02 * Math.exp(-km / 3 - Math.abs(usd - 3 - 2.4 * km) / (2 + 0.4 * km));
    const expected = rows * share * (bin < 72_000 ? 0.8 : bin < 144_000 ? 0.2 : 0.01);
    done.picture[bin] = expected < 0.5 ? 0 : Math.round(expected * (0.9 + 0.2 * random()));
  }
  return done;
}

test.each([
  ['6 GB', 6e9],
  ['600 GB', 6e11],
  ['6 TB', 6e12],
])('a checkpoint of %s is at most 256 kB', async (name, bytes) => {
  const done = await checkpointOf(bytes);
  const file = formatCheckpoint({ fingerprint: 'f'.repeat(64), replica: 0, beat: 9, isComplete: false, done });
  const bins = done.picture.filter((count) => count > 0).length;
  console.log(`${name}: ${done.tree.size} nodes, ${bins} bins, ${file.length} bytes`);
  expect(parseCheckpoint(file)!.done).toEqual(done);
  expect(file.length).toBeLessThanOrEqual(MOST_BYTES);
});
