import { describe, expect, test } from 'vitest';
import { HybridReader } from '../src/hybrid.ts';
import { openPage } from '../src/open-page.ts';
import { columnScratch, sharedScratch } from '../src/scratch.ts';

describe('what is not there is no value', () => {
  /** Bits that are packed three a value, of eight values. */
  const packed = Uint8Array.of(0b11, 0b10_001_000, 0b1_100_011_0, 0b111_110_10);

  test('of packed bits', () => {
    const into = new Uint32Array(8);
    new HybridReader(packed, 0, 3).read(into, 8);
    expect([...into]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(() => new HybridReader(packed.subarray(0, 2), 0, 3).read(into, 8)).toThrow(RangeError);
  });

  test('of a dictionary', () => {
    const page = (index: number) => {
      const header = {
        ...{ type: 'DATA_PAGE', uncompressed_page_size: 3, compressed_page_size: 3 },
        data_page_header: { num_values: 1, encoding: 'RLE_DICTIONARY' },
      };
      // Indices of one bit, in a run of one.
      return { header, body: Uint8Array.of(1, 0b10, index) } as unknown as Parameters<typeof openPage>[0];
    };
    const context = {
      ...({ codec: 'UNCOMPRESSED', isOptional: false, reader: { bytes: 8, read: () => {} } } as const),
      dictionary: Float64Array.of(2.5),
      scratch: columnScratch(sharedScratch()),
    };
    const into = new Float64Array(1);
    openPage(page(0), context).read(into, 0, 1);
    expect(into[0]).toBe(2.5);
    expect(() => openPage(page(1), context).read(into, 0, 1)).toThrow(RangeError);
  });
});
