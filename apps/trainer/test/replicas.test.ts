import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Problem } from '@taxifare/console';
import { emptySummary } from '@taxifare/core';
import { createFileStore } from '@taxifare/gcs';
import { expect, test } from 'vitest';
import { addShard, type Checkpoint, isDone, shardsDone } from '../src/fold/checkpoint.ts';
import { clusterOf } from '../src/fold/cluster.ts';
import { collectReplicas, openCheckpoint } from '../src/fold/replicas.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const SIGNAL = new AbortController().signal;
const DONE = { startByte: 0, endByte: 10, parts: [emptySummary()] };
const SHARE = { start: 0, end: 3 };
const SUMS = { ...DONE, picture: { bins: Uint32Array.of(7), counts: Uint32Array.of(3) } };

async function folderOf(replica: number, fingerprint = 'of this code, data and options') {
  const uri = await temporaryFolder();
  const said: string[] = [];
  const log = {
    info: (text: string) => void said.push(text),
    warn: (text: string) => void said.push(text),
  };
  const cluster = { replica, replicas: 2, taskNames: ['workerpool0-0', 'workerpool1-0'] };
  return { folder: { uri, cluster, fingerprint, store: createFileStore(), log }, said };
}

test('openCheckpoint goes on from the checkpoint, to the bit', async () => {
  const { folder, said } = await folderOf(0);
  const first = await openCheckpoint(folder, SHARE, SIGNAL);
  addShard(first.done, 0, SUMS);
  addShard(first.done, 2, undefined);
  await first.save({ isComplete: false, signal: SIGNAL });
  const again = await openCheckpoint(folder, SHARE, SIGNAL);
  expect(again.done).toEqual(first.done);
  expect([0, 1, 2].map((index) => isDone(again.done, index))).toEqual([true, false, true]);
  expect(again.done.picture[7]).toBe(3);
  expect(said).toEqual(['going on from the checkpoint: 2 shards are done']);
});

test('a shard is never counted twice', async () => {
  const { folder } = await folderOf(0);
  const own = await openCheckpoint(folder, SHARE, SIGNAL);
  addShard(own.done, 0, SUMS);
  expect(() => addShard(own.done, 0, SUMS)).toThrow('shard 0 is counted already');
});

test('openCheckpoint refuses a checkpoint of other code, data or options', async () => {
  const { folder } = await folderOf(0);
  const own = await openCheckpoint(folder, SHARE, SIGNAL);
  await own.save({ isComplete: false, signal: SIGNAL });
  await expect(openCheckpoint({ ...folder, fingerprint: 'of others' }, SHARE, SIGNAL)).rejects.toThrow(
    'replica-0.checkpoint: the checkpoint is of other code, other data or other options, got of this code, here of others; submit as a new job',
  );
});

/** A checkpoint whose compressed part has been changed. */
const changed = (change: (text: string) => string) => (file: Buffer) => {
  const cut = file.indexOf('\n') + 1;
  const content = change(inflateRawSync(file.subarray(cut)).toString('latin1'));
  return Buffer.concat([file.subarray(0, cut), deflateRawSync(Buffer.from(content, 'latin1'))]);
};

test.each<[string, (file: Buffer) => Uint8Array | string]>([
  ['cut short', (file) => file.subarray(0, 100)],
  ['of another schema', (file) => file.toString('latin1').replace('schema 3', 'schema 2')],
  ['with counts that do not add up', changed((text) => text.replace('"rows":0', '"rows":5'))],
  ['with a picture of other bins', changed((text) => text.slice(0, -1))],
  ['that is none', () => 'hello'],
])('openCheckpoint starts over from a checkpoint %s, and says so', async (_, damage) => {
  const { folder, said } = await folderOf(0);
  const own = await openCheckpoint(folder, SHARE, SIGNAL);
  addShard(own.done, 0, SUMS);
  await own.save({ isComplete: false, signal: SIGNAL });
  const path = join(folder.uri, 'replica-0.checkpoint');
  writeFileSync(path, damage(readFileSync(path)));
  const again = await openCheckpoint(folder, SHARE, SIGNAL);
  expect(shardsDone(again.done)).toBe(0);
  expect(said[0]).toContain('the checkpoint is damaged; starting over');
  addShard(again.done, 0, SUMS);
  await again.save({ isComplete: true, signal: SIGNAL });
});

test('a replica that comes back from the dead does not write over its successor', async () => {
  const { folder } = await folderOf(1);
  const old = await openCheckpoint(folder, SHARE, SIGNAL);
  await old.save({ isComplete: false, signal: SIGNAL });
  const successor = await openCheckpoint(folder, SHARE, SIGNAL);
  addShard(successor.done, 1, SUMS);
  await successor.save({ isComplete: false, signal: SIGNAL });
  await expect(old.save({ isComplete: false, signal: SIGNAL })).rejects.toThrow(
    'another process works as this replica; this one stops',
  );
});

test('a write of the dead predecessor that was still on its way does not stop its successor', async () => {
  const { folder } = await folderOf(1);
  const dead = await openCheckpoint(folder, SHARE, SIGNAL);
  const successor = await openCheckpoint(folder, SHARE, SIGNAL);
  await dead.save({ isComplete: false, signal: SIGNAL });
  addShard(successor.done, 1, SUMS);
  await successor.save({ isComplete: true, signal: SIGNAL });
  expect(isDone((await openCheckpoint(folder, SHARE, SIGNAL)).done, 1)).toBe(true);
});

test('the primary waits for the others, and names the one that keeps silent', async () => {
  const { folder } = await folderOf(0);
  const worker = await openCheckpoint({ ...folder, cluster: { ...folder.cluster, replica: 1 } }, SHARE, SIGNAL);
  addShard(worker.done, 1, SUMS);
  await worker.save({ isComplete: false, signal: SIGNAL });
  let nowMs = 0;
  const waiting = {
    signal: SIGNAL,
    nowMs: () => nowMs,
    timeoutMs: 60_000,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
  const taken: Checkpoint[] = [];
  const take = async (checkpoint: Checkpoint) => void taken.push(checkpoint);
  await expect(collectReplicas(folder, waiting, take)).rejects.toThrow(
    'workerpool1-0: nothing heard of it for 60 s, its last checkpoint has 1 shards; look at its log, then submit again',
  );
  expect(taken).toEqual([]);
  await worker.save({ isComplete: true, signal: SIGNAL });
  await collectReplicas(folder, waiting, take);
  expect(taken).toEqual([worker.done]);
});

test.each([
  ['{"cluster":{"workerpool0":["a:1"],"workerpool1":["b:1","c:1"]},"task":{"type":"workerpool1","index":1}}', 2, 3],
  ['{"cluster":{"workerpool0":["a:1"]},"task":{"type":"workerpool0","index":0},"job":"{}"}', 0, 1],
])('clusterOf finds its place in %s', (spec, replica, replicas) => {
  const problems: Problem[] = [];
  expect(clusterOf(spec, problems)).toMatchObject({ replica, replicas });
  expect(problems).toEqual([]);
});

test('clusterOf says of what it cannot read that it cannot', () => {
  const problems: Problem[] = [];
  clusterOf('{"cluster":{}}', problems);
  expect(problems).toMatchObject([{ where: 'CLUSTER_SPEC', what: 'not the form that Vertex AI documents' }]);
});
