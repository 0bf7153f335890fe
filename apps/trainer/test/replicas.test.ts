import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@taxifare/console';
import { emptySummary } from '@taxifare/core';
import { createFileStore } from '@taxifare/gcs';
import { expect, test } from 'vitest';
import { addShard } from '../src/fold/checkpoint.ts';
import { clusterOf } from '../src/fold/cluster.ts';
import { collectReplicas, openCheckpoint } from '../src/fold/replicas.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const SIGNAL = new AbortController().signal;
const DONE = { startByte: 0, endByte: 10, parts: [emptySummary()] };
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
  const first = await openCheckpoint(folder, SIGNAL);
  addShard(first.done, 0, SUMS);
  addShard(first.done, 2, undefined);
  await first.save({ isComplete: false, signal: SIGNAL });
  const again = await openCheckpoint(folder, SIGNAL);
  expect([...again.done.shards]).toEqual([
    [0, DONE],
    [2, undefined],
  ]);
  expect(again.done.picture[7]).toBe(3);
  expect(said).toEqual(['going on from the checkpoint: 2 shards are done']);
});

test('a shard is never counted twice', async () => {
  const { folder } = await folderOf(0);
  const own = await openCheckpoint(folder, SIGNAL);
  addShard(own.done, 0, SUMS);
  expect(() => addShard(own.done, 0, SUMS)).toThrow('shard 0 is counted already');
});

test('openCheckpoint refuses a checkpoint of other code, data or options', async () => {
  const { folder } = await folderOf(0);
  const own = await openCheckpoint(folder, SIGNAL);
  await own.save({ isComplete: false, signal: SIGNAL });
  await expect(openCheckpoint({ ...folder, fingerprint: 'of others' }, SIGNAL)).rejects.toThrow(
    'replica-0.json: the checkpoint is of other code, other data or other options, got of this code, here of others; submit as a new job',
  );
});

test.each<[string, (text: string) => string]>([
  ['cut short', (text) => text.slice(0, 100)],
  ['of another schema', (text) => text.replace('"schemaVersion":2', '"schemaVersion":1')],
  ['with counts that do not add up', (text) => text.replace('"rows":0', '"rows":5')],
  ['that is none', () => 'hello'],
])('openCheckpoint starts over from a checkpoint %s, and says so', async (_, damage) => {
  const { folder, said } = await folderOf(0);
  const own = await openCheckpoint(folder, SIGNAL);
  addShard(own.done, 0, SUMS);
  await own.save({ isComplete: false, signal: SIGNAL });
  const path = join(folder.uri, 'replica-0.json');
  writeFileSync(path, damage(readFileSync(path, 'utf8')));
  const again = await openCheckpoint(folder, SIGNAL);
  expect(again.done.shards.size).toBe(0);
  expect(said[0]).toContain('the checkpoint is damaged; starting over');
  addShard(again.done, 0, SUMS);
  await again.save({ isComplete: true, signal: SIGNAL });
});

test('a replica that comes back from the dead does not write over its successor', async () => {
  const { folder } = await folderOf(1);
  const old = await openCheckpoint(folder, SIGNAL);
  await old.save({ isComplete: false, signal: SIGNAL });
  const successor = await openCheckpoint(folder, SIGNAL);
  addShard(successor.done, 1, SUMS);
  await successor.save({ isComplete: false, signal: SIGNAL });
  await expect(old.save({ isComplete: false, signal: SIGNAL })).rejects.toThrow(
    'another process works as this replica; this one stops',
  );
});

test('a write of the dead predecessor that was still on its way does not stop its successor', async () => {
  const { folder } = await folderOf(1);
  const dead = await openCheckpoint(folder, SIGNAL);
  const successor = await openCheckpoint(folder, SIGNAL);
  await dead.save({ isComplete: false, signal: SIGNAL });
  addShard(successor.done, 1, SUMS);
  await successor.save({ isComplete: true, signal: SIGNAL });
  expect([...(await openCheckpoint(folder, SIGNAL)).done.shards.keys()]).toEqual([1]);
});

test('the primary waits for the others, and names the one that keeps silent', async () => {
  const { folder } = await folderOf(0);
  const worker = await openCheckpoint({ ...folder, cluster: { ...folder.cluster, replica: 1 } }, SIGNAL);
  addShard(worker.done, 1, SUMS);
  await worker.save({ isComplete: false, signal: SIGNAL });
  const own = await openCheckpoint(folder, SIGNAL);
  let nowMs = 0;
  const waiting = {
    signal: SIGNAL,
    nowMs: () => nowMs,
    timeoutMs: 60_000,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
  await expect(collectReplicas(folder, own.done, waiting)).rejects.toThrow(
    'workerpool1-0: nothing heard of it for 60 s, its last checkpoint has 1 shards; look at its log, then submit again',
  );
  await worker.save({ isComplete: true, signal: SIGNAL });
  await collectReplicas(folder, own.done, waiting);
  expect([...own.done.shards.keys()]).toEqual([1]);
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
