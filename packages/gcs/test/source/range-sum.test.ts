import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import { expect, test } from 'vitest';
import { type ObjectInfo, RangeSum, verifyRanges } from '../../src/index.ts';

const BODY = Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) ^ (i >> 3));
const OBJECT: ObjectInfo = {
  uri: 'gs://bucket/x',
  bytes: BODY.length,
  generation: '1',
  crc32c: base64OfCrc32c(crc32c(BODY)),
};

function sumOf(start: number, end: number, body: Uint8Array, chunkBytes: number): number | undefined {
  const sum = new RangeSum({ start, end });
  // A shard is read somewhat beyond its end.
  for (let at = start; at < Math.min(end + 60, body.length); at += chunkBytes) {
    expect(sum.isWhole).toBe(at >= end);
    sum.add(body.subarray(at, Math.min(at + chunkBytes, end + 60)));
  }
  return sum.crc32c;
}

test('RangeSum sums its range alone, whatever chunks it comes in', () => {
  for (let chunkBytes = 1; chunkBytes <= 200; chunkBytes++) {
    expect(sumOf(100, 300, BODY, chunkBytes)).toBe(crc32c(BODY.subarray(100, 300)));
  }
  expect(new RangeSum({ start: 0, end: 1 }).crc32c).toBeUndefined();
});

test('verifyRanges takes the sums of an object wherever it is cut, and refuses any flipped bit', () => {
  for (let cut = 0; cut <= BODY.length; cut += 7) {
    const rangesOf = (body: Uint8Array) =>
      [body.subarray(0, cut), body.subarray(cut)].map((part) => ({ bytes: part.length, crc32c: crc32c(part) }));
    expect(() => verifyRanges(OBJECT, rangesOf(BODY))).not.toThrow();
    const flipped = BODY.slice();
    flipped[cut % BODY.length] = (flipped[cut % BODY.length] ?? 0) ^ (1 << (cut % 8));
    expect(() => verifyRanges(OBJECT, rangesOf(flipped))).toThrow('what arrived is not what is stored, CRC32C ');
  }
});
