import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import type { FaultName } from '@taxifare/emulator';
import { describe, expect, test } from 'vitest';
import { grantedPermissions, StorageError, type WriteCondition } from '../src/index.ts';
import { cloudAndStore, quickRetries } from './support/clouds.ts';

const MIB = 1024 * 1024;
const ALL = new Uint8Array(20 * MIB).map((_, i) => (i * 13) ^ (i >> 9));
const OLD = new Uint8Array(3);

type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** In chunks of no round size; `onLast` is called before the last of them. */
async function* streamOf(bytes: Uint8Array, onLast: () => void): AsyncGenerator<Uint8Array> {
  const step = 1_000_003;
  for (let at = 0; at < bytes.length; at += step) {
    if (at + step >= bytes.length) onLast();
    yield bytes.slice(at, at + step);
  }
}

const BODIES: readonly (readonly [string, bytes: Uint8Array, isStream: boolean])[] = [
  ['1 byte', ALL.subarray(0, 1), false],
  ['200 kB', ALL.subarray(0, 200_000), false],
  ['8 MiB', ALL.subarray(0, 8 * MIB), false],
  ['8 MiB and a byte', ALL.subarray(0, 8 * MIB + 1), false],
  ['20 MiB', ALL, false],
  ['a stream of 3 MB', ALL.subarray(0, 3_000_000), true],
  ['a stream of 16 MiB', ALL.subarray(0, 16 * MIB), true],
  ['a stream of 20 MiB', ALL, true],
];

/** Where a fault hits: the request that begins, the first that carries a piece, one near the end, reading back. */
const PLACES = {
  begin: { method: 'POST', path: '/upload/' },
  piece: { method: 'PUT', path: '/upload/' },
  end: { path: '/upload/' },
  look: { method: 'GET', path: '/o/' },
} as const;

const PASSING: readonly FaultName[] = ['unavailable', 'too-many-requests', 'network-down', 'lost-answer'];
const REFUSED = { 'permission-denied': 'no-permission', 'precondition-failed': 'precondition' } as const;
const CONDITIONS = ['absent', 'any', 'generation'] as const;
/** Large bodies are tried with one condition at a time, unless all 576 combinations are asked for. */
const isFull = process.env.TAXIFARE_ALL_FAULTS === '1';
/** Whoever knows it may write into the object. */
const SESSION = /upload_id|uploadType=resumable|Bearer/;

function textsOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${error.stack} ${textsOf(error.cause)}` : String(error);
}

describe.each(BODIES)('write of %s', (_, bytes, isStream) => {
  test('heals every passing fault at every place, and reports the others without its session', async () => {
    const { cloud, store } = await cloudAndStore([], { silenceMs: 30_000 });
    const sum = base64OfCrc32c(crc32c(bytes));
    const isThin = !isFull && bytes.length > MIB;
    let places = 0;
    let tried = 0;
    for (const name of [...PASSING, ...(Object.keys(REFUSED) as (keyof typeof REFUSED)[])]) {
      for (const place of Object.keys(PLACES) as (keyof typeof PLACES)[]) {
        places += 1;
        const conditions = isThin ? CONDITIONS.slice(places % 3, (places % 3) + 1) : CONDITIONS;
        for (const kind of conditions) {
          tried += 1;
          const what = `${name} at ${place}, ${kind}`;
          const uri = `gs://local-bucket/${tried}`;
          const old = kind === 'absent' ? undefined : await store.write(uri, OLD, { condition: 'absent' });
          const condition: WriteCondition = kind === 'generation' ? { generation: old?.generation ?? '' } : kind;
          const inject = () => cloud.faults.add({ name, match: PLACES[place] });
          const isLate = place === 'end' && isStream;
          if (!isLate) inject();
          const body: Body = isStream ? streamOf(bytes, () => isLate && inject()) : bytes;
          const outcome = await store.write(uri, body, { condition }).catch((error: unknown) => error);
          const hits = cloud.faults.list()[0]?.hits ?? 0;
          cloud.faults.clear();
          const now = await store.info(uri);
          if (outcome instanceof Error) {
            expect(outcome, what).toBeInstanceOf(StorageError);
            expect(textsOf(outcome), what).not.toMatch(SESSION);
            const expected: string | undefined = hits > 0 ? { ...REFUSED }[name as keyof typeof REFUSED] : undefined;
            expect((outcome as StorageError).code, what).toBe(expected);
            // Refused is refused: what was there is there, unless the write was done and only its look-up was refused.
            if (place !== 'look') expect(now, what).toEqual(old);
          } else {
            expect(outcome, what).toMatchObject({ bytes: bytes.length, crc32c: sum });
            expect(now, what).toEqual(outcome);
          }
        }
      }
    }
    expect(tried).toBe(isThin ? 24 : 72);
  });
});

test('a stream that fails writes nothing, and its error is thrown as it is', async () => {
  const { store } = await cloudAndStore();
  const reason = new TypeError('the source broke');
  const broken = async function* () {
    yield ALL.slice(0, 9 * MIB);
    throw reason;
  };
  const writing = store.write('gs://local-bucket/broken', broken(), { condition: 'any' });
  await expect(writing).rejects.toBe(reason);
  expect(await store.info('gs://local-bucket/broken')).toBeUndefined();
});

test('permission look-ups wait out what passes', async () => {
  const { cloud } = await cloudAndStore();
  for (const name of PASSING) cloud.faults.add({ name });
  const options = { apiEndpoint: cloud.url, projectId: 'p', retries: quickRetries() };
  const permissions = ['storage.objects.get', 'storage.objects.create'];
  expect(await grantedPermissions('local-bucket', permissions, options)).toEqual(permissions);
});
