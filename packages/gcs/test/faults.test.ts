import type { FaultRule } from '@taxifare/emulator';
import { FAULT_NAMES } from '@taxifare/emulator';
import { describe, expect, test } from 'vitest';
import { loadClients } from '../src/bucket/clients.ts';
import { retryPolicy } from '../src/bucket/retrying.ts';
import { writeObject } from '../src/bucket/write-object.ts';
import { readBytes, StorageError } from '../src/index.ts';
import { cloudAndStore, quickRetries } from './support/clouds.ts';

const URI = 'gs://local-bucket/data/trips.csv';
const BODY = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31) & 255);
const tested = new Set<string>();

async function withObject(pauses: number[] = []) {
  const { cloud, store } = await cloudAndStore(pauses);
  const object = await store.write(URI, BODY, { condition: 'absent' });
  const fault = (rule: FaultRule) => {
    tested.add(rule.name);
    cloud.faults.add(rule);
  };
  return { cloud, store, object, fault };
}

async function failure(action: Promise<unknown>): Promise<StorageError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('read', () => {
  test('waits out a 503, with pauses that grow', async () => {
    const pauses: number[] = [];
    const { store, object, fault } = await withObject(pauses);
    fault({ name: 'unavailable', times: 3 });
    expect(await readBytes(store, object)).toEqual(BODY);
    expect(pauses).toEqual([250, 500, 1000]);
  });

  test('survives a 503 as the very first answer', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'unavailable', match: { method: 'GET' } });
    expect(await readBytes(store, object, { start: 7, end: 9 })).toEqual(BODY.slice(7, 9));
  });

  test('waits out a 429', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'too-many-requests', times: 2 });
    expect(await readBytes(store, object, { start: 0, end: 10 })).toEqual(BODY.slice(0, 10));
  });

  test('gives up when the time is up, and says what to do', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'unavailable', times: 'always' });
    const error = await failure(readBytes(store, object));
    expect(error).toMatchObject({ code: 'unavailable', uri: URI });
    expect(error.message).toBe(`${URI}: Cloud Storage answers 503; try again later`);
  });

  test('resumes a body that is cut from the byte reached', async () => {
    const { cloud, store, object, fault } = await withObject();
    fault({ name: 'cut-body', afterBytes: 150_000 });
    fault({ name: 'cut-body', afterBytes: 20_000 });
    expect(await readBytes(store, object)).toEqual(BODY);
    expect(cloud.faults.list().map(({ hits }) => hits)).toEqual([1, 1]);
  });

  test('of a body that is cut for good names the object and the byte', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'cut-body', afterBytes: 0, times: 'always' });
    const error = await failure(readBytes(store, { ...object, encoding: 'identity' }, { start: 1000, end: 2000 }));
    expect(error.code).toBe('cut');
    expect(error.message).toContain(`${URI}: the body broke off at byte 1000 of 200000`);
  });

  test('gives a silent connection up, and resumes', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'slow-body', afterBytes: 100 });
    expect(await readBytes(store, object)).toEqual(BODY);
  });

  test('waits out a network that is down', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'network-down', times: 2 });
    expect(await readBytes(store, object, { start: 0, end: 5 })).toEqual(BODY.slice(0, 5));
  });

  test('refuses a 200 answer to a range request', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'whole-for-range' });
    const error = await failure(readBytes(store, object, { start: 10, end: 20 }));
    expect(error.code).toBe('corrupt');
    expect(error.message).toContain('status 200 for a range');
  });

  test('refuses another range than it asked for', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'wrong-range' });
    expect(await failure(readBytes(store, object, { start: 10, end: 20 }))).toMatchObject({ code: 'corrupt' });
  });

  test('refuses bytes of another generation', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'stale-generation' });
    expect(await failure(readBytes(store, object, { start: 10, end: 20 }))).toMatchObject({ code: 'changed' });
  });

  test('of a whole object finds a flipped bit before the last chunk is handed out', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'flipped-bit', afterBytes: 1234 });
    let handedOut = 0;
    const read = async () => {
      for await (const chunk of (await store.open(object)).chunks()) handedOut += chunk.length;
    };
    expect(await failure(read())).toMatchObject({ code: 'corrupt' });
    expect(handedOut).toBeLessThan(BODY.length);
  });

  test('says who lacks which permission, and which role gives it', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'permission-denied', times: 'always' });
    const error = await failure(readBytes(store, object, { start: 0, end: 1 }));
    expect(error.message).toBe(
      `${URI}: local-user@localhost lacks storage.objects.get; give it roles/storage.objectViewer on gs://local-bucket`,
    );
  });

  test('says that there is no such bucket', async () => {
    const { store } = await cloudAndStore();
    const error = await failure(store.info('gs://no-such-bucket/x'));
    expect(error.code).toBe('no-bucket');
    expect(error.message).toContain('there is no bucket no-such-bucket');
  });

  test('ends with the reason when it is aborted, though the body hangs', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'slow-body', afterBytes: 10, times: 'always' });
    const stop = new AbortController();
    const reason = new Error('enough');
    const reading = readBytes(store, object, {}, { signal: stop.signal });
    setImmediate(() => stop.abort(reason));
    await expect(reading).rejects.toBe(reason);
  });
});

describe('write', () => {
  const other = 'gs://local-bucket/other';

  test.each(['absent', 'any'] as const)('whose answer is lost is resolved by looking: %s', async (condition) => {
    const { cloud, store, fault } = await withObject();
    fault({ name: 'lost-answer', match: { method: 'POST' } });
    const written = await store.write(other, BODY, { condition });
    expect(await readBytes(store, written)).toEqual(BODY);
    expect(cloud.faults.list()[0]?.hits).toBe(1);
  });

  test('of a generation whose answer is lost is resolved by looking', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'lost-answer', match: { method: 'POST' } });
    const written = await store.write(URI, Uint8Array.of(1, 2, 3), { condition: { generation: object.generation } });
    expect(written.generation).not.toBe(object.generation);
    expect(await store.info(URI)).toEqual(written);
  });

  test('waits out a 503 and a network that is down, and writes once', async () => {
    const { store, fault } = await withObject();
    fault({ name: 'unavailable', match: { method: 'POST' } });
    fault({ name: 'network-down', match: { method: 'POST' } });
    const written = await store.write(other, BODY, { condition: 'absent' });
    expect(await readBytes(store, written)).toEqual(BODY);
  });

  test('that a precondition refuses is an error, and changes nothing', async () => {
    const { store, object, fault } = await withObject();
    fault({ name: 'precondition-failed', match: { method: 'POST' } });
    expect(await failure(store.write(URI, Uint8Array.of(1), { condition: 'any' }))).toMatchObject({
      code: 'precondition',
    });
    expect(await store.info(URI)).toEqual(object);
  });

  test('without a condition is content when another writer follows at once', async () => {
    const { cloud, store } = await withObject();
    const clients = await loadClients({ apiEndpoint: cloud.url, projectId: 'p' });
    let reads = 0;
    const read = async () => {
      reads += 1;
      // The first look is before the upload; the second one finds what somebody wrote right after it.
      if (reads === 2) await store.write(other, Uint8Array.of(9), { condition: 'any' });
      return await store.info(other);
    };
    const target = { uri: other, clients, policy: retryPolicy(quickRetries()), read };
    const written = await writeObject(target, BODY, { condition: 'any' });
    expect(written.bytes).toBe(1);
  });
});

test('a write to a full disk is refused at once, in the words of who keeps the bucket', async () => {
  const pauses: number[] = [];
  const { store, fault } = await withObject(pauses);
  fault({ name: 'disk-full', times: 'always' });
  const error = await failure(store.write(URI, BODY, { condition: 'any' }));
  expect(error.code).toBe('no-space');
  expect(error.message).toContain('not written, The disk of the local cloud is full, got ENOSPC; nothing was stored.');
  expect(pauses).toEqual([]);
});

test('every fault that the local cloud knows has a test here', () => {
  expect([...FAULT_NAMES].filter((name) => !tested.has(name))).toEqual([]);
});
