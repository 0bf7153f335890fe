/**
 * The scenarios by which Google tests the retries of its own clients (googleapis/conformance-tests, storage/v1): which
 * operation meets which faults, with a precondition or without, and what has to come of it.
 */
import type { Emulator, FaultName, FaultRule } from '@taxifare/emulator';
import { describe, expect, test } from 'vitest';
import {
  bucketInfo,
  grantedPermissions,
  type ObjectInfo,
  type ObjectStore,
  readBytes,
  StorageError,
} from '../src/index.ts';
import { cloudAndStore, quickRetries } from './support/clouds.ts';

const MIB = 1024 * 1024;
const LARGE = new Uint8Array(9 * MIB).map((_, i) => (i * 13) ^ (i >> 9));
const SMALL = LARGE.subarray(0, 200_000);

interface Given {
  readonly store: ObjectStore;
  /** Of 9 MiB, at `gs://local-bucket/old`. */
  readonly old: ObjectInfo;
  readonly endpoint: string;
}

interface Operation {
  readonly name: string;
  readonly kind: 'idempotent' | 'with a precondition' | 'without a precondition';
  readonly run: (given: Given) => Promise<unknown>;
  /** What has to have come of it. */
  readonly holds: (given: Given, result: unknown) => Promise<boolean>;
}

const OLD = 'gs://local-bucket/old';
const NEW = 'gs://local-bucket/new';
const same = (a: unknown, b: Uint8Array) => a instanceof Uint8Array && Buffer.compare(a, b) === 0;
const isAt = async ({ store }: Given, uri: string, bytes: Uint8Array) => {
  const object = await store.info(uri);
  return object !== undefined && same(await readBytes(store, object), bytes);
};
const clientOf = ({ endpoint }: Given) => ({ apiEndpoint: endpoint, projectId: 'p', retries: quickRetries() });
async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
async function* streamOf(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 1_000_003) yield bytes.slice(at, at + 1_000_003);
}

const OPERATIONS: readonly Operation[] = [
  {
    name: 'info',
    kind: 'idempotent',
    run: ({ store }) => store.info(OLD),
    holds: async ({ old }, result) => (result as ObjectInfo).generation === old.generation,
  },
  {
    name: 'info of nothing',
    kind: 'idempotent',
    run: ({ store }) => store.info(NEW),
    holds: async (_, result) => result === undefined,
  },
  {
    name: 'list',
    kind: 'idempotent',
    run: async ({ store }) => await all(store.list('gs://local-bucket/*')),
    holds: async (_, result) => (result as readonly ObjectInfo[]).some(({ uri }) => uri === OLD),
  },
  {
    name: 'look',
    kind: 'idempotent',
    run: ({ store, old }) => store.look(old),
    holds: async (_, result) => (result as ObjectInfo).encoding === 'identity',
  },
  {
    name: 'read whole',
    kind: 'idempotent',
    run: ({ store, old }) => readBytes(store, old),
    holds: async (_, result) => same(result, LARGE),
  },
  {
    name: 'read a range',
    kind: 'idempotent',
    run: ({ store, old }) => readBytes(store, old, { start: 5, end: 6 * MIB }),
    holds: async (_, result) => same(result, LARGE.subarray(5, 6 * MIB)),
  },
  {
    name: 'look at the bucket',
    kind: 'idempotent',
    run: (given) => bucketInfo('local-bucket', clientOf(given)),
    holds: async (_, result) => (result as { readonly name: string }).name === 'local-bucket',
  },
  {
    name: 'look at permissions',
    kind: 'idempotent',
    run: (given) => grantedPermissions('local-bucket', ['storage.objects.get'], clientOf(given)),
    holds: async (_, result) => (result as readonly string[]).length === 1,
  },
  {
    name: 'delete',
    kind: 'idempotent',
    run: ({ store }) => store.delete(OLD),
    holds: async ({ store }) => (await store.info(OLD)) === undefined,
  },
  {
    name: 'write a new small object',
    kind: 'with a precondition',
    run: ({ store }) => store.write(NEW, SMALL, { condition: 'absent' }),
    holds: (given) => isAt(given, NEW, SMALL),
  },
  {
    name: 'write a new large object',
    kind: 'with a precondition',
    run: ({ store }) => store.write(NEW, LARGE, { condition: 'absent' }),
    holds: (given) => isAt(given, NEW, LARGE),
  },
  {
    name: 'replace by a small object',
    kind: 'with a precondition',
    run: ({ store, old }) => store.write(OLD, SMALL, { condition: { generation: old.generation } }),
    holds: (given) => isAt(given, OLD, SMALL),
  },
  {
    name: 'replace by a stream',
    kind: 'with a precondition',
    run: ({ store, old }) => store.write(OLD, streamOf(LARGE), { condition: { generation: old.generation } }),
    holds: (given) => isAt(given, OLD, LARGE),
  },
  {
    name: 'write a small object',
    kind: 'without a precondition',
    run: ({ store }) => store.write(NEW, SMALL, { condition: 'any' }),
    holds: (given) => isAt(given, NEW, SMALL),
  },
  {
    name: 'write a large object',
    kind: 'without a precondition',
    run: ({ store }) => store.write(NEW, LARGE, { condition: 'any' }),
    holds: (given) => isAt(given, NEW, LARGE),
  },
  {
    name: 'write a stream',
    kind: 'without a precondition',
    run: ({ store }) => store.write(NEW, streamOf(LARGE), { condition: 'any' }),
    holds: (given) => isAt(given, NEW, LARGE),
  },
];

/** One after the other, each once. */
const PASSING: readonly (readonly FaultName[])[] = [
  ['unavailable', 'unavailable'],
  ['network-down', 'unavailable'],
  ['network-down', 'network-down'],
  ['too-many-requests', 'network-down'],
  ['lost-answer', 'unavailable'],
  ['lost-answer', 'lost-answer'],
];

/** A download that breaks off here or there, and goes on. */
const BROKEN: readonly Omit<FaultRule, 'match'>[] = [
  { name: 'cut-body', afterBytes: 0 },
  { name: 'cut-body', afterBytes: 256 * 1024 },
  { name: 'cut-body', afterBytes: 4 * MIB - 1 },
  { name: 'slow-body', afterBytes: 256 * 1024 },
];

async function given(): Promise<() => Promise<Given & { readonly cloud: Emulator }>> {
  const { cloud, store } = await cloudAndStore([], { silenceMs: 5000 });
  return async () => {
    const old = await store.write(OLD, LARGE, { condition: 'any' });
    await store.delete(NEW);
    return { cloud, store, old, endpoint: cloud.url };
  };
}

/** Counted over the whole file, and told at its end. */
const count = { tried: 0, held: 0 };

describe.each(OPERATIONS)('$name, $kind,', ({ run, holds, name }) => {
  test('ends as it should after every pair of faults that pass', async () => {
    const again = await given();
    for (const faults of PASSING) {
      const here = await again();
      for (const fault of faults) here.cloud.faults.add({ name: fault });
      count.tried += 1;
      const result = await run(here);
      const hits = here.cloud.faults.list().map(({ hits }) => hits);
      here.cloud.faults.clear();
      expect(hits, `${name}: ${faults.join(', ')}`).toEqual([1, 1]);
      expect(await holds(here, result), `${name}: ${faults.join(', ')}`).toBe(true);
      count.held += 1;
    }
  });

  test('is not tried again after a refusal', async () => {
    const here = await (await given())();
    here.cloud.faults.add({ name: 'permission-denied', times: 'always' });
    count.tried += 1;
    const error = await run(here).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ code: 'no-permission' });
    // Of a read-ahead some requests are on their way when the first is refused.
    expect(here.cloud.faults.list()[0]?.hits).toBeLessThanOrEqual(4);
    here.cloud.faults.clear();
    expect((await here.store.info(OLD))?.generation).toBe(here.old.generation);
    count.held += 1;
  });
});

test.each(BROKEN)('a download resumes after $name at $afterBytes bytes', async (rule) => {
  const here = await (await given())();
  // The first requests of the read-ahead, and those that go on.
  for (let i = 0; i < 3; i++) here.cloud.faults.add({ ...rule, match: { method: 'GET', path: '/o/old' } });
  const quick = { ...here.old, encoding: 'identity' as const };
  count.tried += 1;
  expect(same(await readBytes(here.store, quick), LARGE)).toBe(true);
  count.held += 1;
});

test('all scenarios were tried', () => {
  console.log(`retry scenarios: ${count.held} of ${count.tried}`);
  expect(count.held).toBe(OPERATIONS.length * (PASSING.length + 1) + BROKEN.length);
});
