import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ContentError, createFileStore, type ObjectStore, readBytes } from '../../src/index.ts';
import { cloudAndStore, temporaryFolder } from '../support/clouds.ts';
import { zipOf } from '../support/zip.ts';

const TEXT = Buffer.from(
  Array.from({ length: 60_000 }, (_, i) => `${i},${(i * 7919) % 1000},${Math.sin(i)}\n`).join(''),
);
const [HEAD, TAIL] = [TEXT.subarray(0, 700_001), TEXT.subarray(700_001)];
const member = { name: 'trips.csv', content: TEXT };

const PACKED: readonly (readonly [string, bytes: Buffer])[] = [
  ['gzip', gzipSync(TEXT)],
  ['gzip of several members', Buffer.concat([gzipSync(HEAD), gzipSync(''), gzipSync(TAIL)])],
  ['gzip with zeros after its end', Buffer.concat([gzipSync(TEXT), Buffer.alloc(1000)])],
  ['Zstandard', zstdCompressSync(TEXT)],
  ['Zstandard of several frames', Buffer.concat([zstdCompressSync(HEAD), zstdCompressSync(TAIL)])],
  [
    'Zstandard after a skippable frame',
    Buffer.concat([Buffer.from('502a4d180400000001020304', 'hex'), zstdCompressSync(TEXT)]),
  ],
  ['a ZIP archive', zipOf([member])],
  ['a ZIP archive that packs nothing', zipOf([{ ...member, method: 0 }])],
  ['a Zip64 archive', zipOf([member], { isZip64: true })],
  [
    'a ZIP archive with folders and what macOS adds',
    zipOf([
      { name: 'data/', content: Buffer.alloc(0) },
      { ...member, name: 'data/trips.csv' },
      { name: '__MACOSX/data/._trips.csv', content: Buffer.from('Mac') },
    ]),
  ],
];

const STORES: readonly (readonly [string, () => Promise<{ store: ObjectStore; root: string }>])[] = [
  ['a file', async () => ({ store: createFileStore(), root: await temporaryFolder() })],
  ['a bucket', async () => ({ store: (await cloudAndStore()).store, root: 'gs://local-bucket' })],
];

describe.each(STORES)('content of %s', (_, open) => {
  test.each(PACKED)('is read out of %s whatever its name, whether somebody has looked or not', async (_name, bytes) => {
    const { store, root } = await open();
    const object = await store.write(`${root}/trips.csv`, bytes, { condition: 'absent' });
    const looked = await store.look(object);
    expect(looked.encoding).toMatch(/gzip|zstd|zip/);
    for (const one of [object, looked]) {
      expect(Buffer.compare(await readBytes(store, one), TEXT)).toBe(0);
      expect(Buffer.compare(await readBytes(store, one, { start: 10, end: 300_000 }), TEXT.subarray(10, 300_000))).toBe(
        0,
      );
      expect(await readBytes(store, one, { start: TEXT.length - 3 })).toEqual(new Uint8Array(TEXT.subarray(-3)));
    }
    // As it is stored it is to be had, too.
    expect(Buffer.compare(await readBytes(store, { ...object, encoding: 'identity' }), bytes)).toBe(0);
  });
});

const flipped = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes);
  const i = at < 0 ? copy.length + at : at;
  copy[i] = (copy[i] ?? 0) ^ 1;
  return copy;
};

test.each([
  ['gzip with a wrong checksum', flipped(gzipSync(TEXT), -6), 'the gzip data does not fit its own checksum'],
  ['gzip that is cut', gzipSync(TEXT).subarray(0, 5000), 'the gzip data ends too early'],
  ['gzip with a damaged middle', gzipSync(TEXT).fill(255, 4000, 4100), 'the gzip data is damaged'],
  [
    'gzip with other bytes after its end',
    Buffer.concat([gzipSync(TEXT), Buffer.from('garbage')]),
    'the gzip data is damaged',
  ],
  ['Zstandard that is cut', zstdCompressSync(TEXT).subarray(0, 5000), 'the zstd data ends too early'],
  [
    'Zstandard with a damaged middle',
    zstdCompressSync(TEXT, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }).fill(255, 4000, 4100),
    'the zstd data does not fit its own checksum',
  ],
  [
    'a ZIP archive of two files',
    zipOf([member, { ...member, name: 'b.csv' }]),
    'several files in it, got trips.csv, b.csv; unpack',
  ],
  ['a ZIP archive of nothing', zipOf([]), 'a ZIP archive with nothing in it'],
  [
    'a ZIP archive with a password',
    zipOf([{ ...member, isEncrypted: true }]),
    'a ZIP archive with a password; unpack it first',
  ],
  ['a ZIP archive of another method', zipOf([{ ...member, method: 12 }]), 'packed by method 12, which is not deflate'],
  [
    'a ZIP archive with a wrong checksum',
    zipOf([{ ...member, says: { crc32: 1 } }]),
    'trips.csv in it does not fit its own checksum',
  ],
  ['a ZIP bomb', zipOf([{ ...member, says: { bytes: 1000 } }]), 'trips.csv in it does not fit its own checksum'],
  [
    'a ZIP archive that says more than it has',
    zipOf([{ ...member, says: { bytes: TEXT.length + 1 } }]),
    'ends too early',
  ],
  ['a ZIP archive that is cut', zipOf([member]).subarray(0, -30), 'a damaged ZIP archive'],
  [
    'a ZIP archive with a damaged directory',
    flipped(zipOf([member]), zipOf([member]).lastIndexOf('PK\x01\x02')),
    'a damaged ZIP archive',
  ],
])('content of %s is refused by what is wrong with it', async (_, bytes, message) => {
  const path = join(await temporaryFolder(), 'x');
  writeFileSync(path, bytes);
  const store = createFileStore();
  const object = await store.info(path);
  if (object === undefined) throw new Error('not there');
  const error = await readBytes(store, object).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ContentError);
  expect(error).toMatchObject({ uri: path, message: expect.stringContaining(message) });
});

test('whoever stops early leaves nothing running, and whoever aborts gets the reason', async () => {
  const { store } = await cloudAndStore();
  for (const [, bytes] of PACKED) {
    const object = await store.write('gs://local-bucket/x', bytes, { condition: 'any' });
    for await (const chunk of (await store.open(object)).chunks()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const reason = new Error('enough');
    const stop = new AbortController();
    const source = await store.open(object, { signal: stop.signal });
    const reading = (async () => {
      for await (const _ of source.chunks()) stop.abort(reason);
    })();
    // What was on its way already may be all there is.
    expect([undefined, reason]).toContain(await reading.catch((error: unknown) => error));
  }
});
