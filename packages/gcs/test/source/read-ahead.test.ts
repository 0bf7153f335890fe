import { expect, test } from 'vitest';
import type { ByteSource } from '../../src/index.ts';
import { readAhead } from '../../src/source/read-ahead.ts';

const BODY = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 7) ^ (i >> 5));

/** A source that counts what it is asked for and what it gives. */
function counting(): { source: ByteSource; cost: { requests: number; open: number; mostOpen: number; bytes: number } } {
  const cost = { requests: 0, open: 0, mostOpen: 0, bytes: 0 };
  const chunks: ByteSource['chunks'] = async function* ({ start = 0, end = BODY.length } = {}, { signal } = {}) {
    cost.requests += 1;
    cost.open += 1;
    cost.mostOpen = Math.max(cost.mostOpen, cost.open);
    try {
      for (let at = start; at < end; at += 100) {
        signal?.throwIfAborted();
        const chunk = BODY.slice(at, Math.min(at + 100, end));
        cost.bytes += chunk.length;
        yield chunk;
      }
    } finally {
      cost.open -= 1;
    }
  };
  return { source: { bytes: BODY.length, chunks, close: () => {} }, cost };
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  const bytes: number[] = [];
  for await (const chunk of chunks) bytes.push(...chunk);
  return bytes;
}

test('readAhead gives every byte once and in order, by as many requests as there are parts, so many at a time', async () => {
  for (const [start, end] of [
    [0, 10_000],
    [1, 9_999],
    [4_000, 4_001],
    [5, 5],
    [9_000, 20_000],
  ] as const) {
    for (const [partBytes, parts] of [
      [1000, 4],
      [333, 2],
      [100_000, 3],
    ] as const) {
      const { source, cost } = counting();
      const got = await bytesOf(readAhead(source, { partBytes, parts }).chunks({ start, end }));
      const wanted = Math.max(0, Math.min(end, BODY.length) - start);
      expect(got).toEqual([...BODY.subarray(start, end)]);
      expect(cost.requests).toBe(Math.ceil(wanted / partBytes));
      expect(cost.mostOpen).toBeLessThanOrEqual(parts);
      expect(cost.bytes, 'nothing is read twice').toBe(wanted);
      expect(cost.open).toBe(0);
    }
  }
});

test('readAhead that is stopped early has read no more than what was open', async () => {
  const { source, cost } = counting();
  let read = 0;
  for await (const chunk of readAhead(source, { partBytes: 1000, parts: 4 }).chunks()) {
    read += chunk.length;
    if (read >= 1500) break;
  }
  expect(cost.requests).toBeLessThanOrEqual(5);
  expect(cost.bytes).toBeLessThanOrEqual(1500 + 3 * 100);
});

test('readAhead throws what a part throws in its turn, after the bytes before it', async () => {
  const failing: ByteSource = {
    bytes: 3000,
    chunks: async function* ({ start = 0 } = {}) {
      yield BODY.slice(start, start + 500);
      if (start >= 1000) throw new Error('the second part broke');
      yield BODY.slice(start + 500, start + 1000);
    },
    close: () => {},
  };
  let read = 0;
  const reading = (async () => {
    for await (const chunk of readAhead(failing, { partBytes: 1000, parts: 3 }).chunks()) read += chunk.length;
  })();
  await expect(reading).rejects.toThrow('the second part broke');
  expect(read).toBe(1500);
});
