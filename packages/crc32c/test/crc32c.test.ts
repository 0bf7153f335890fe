import { expect, test } from 'vitest';
import { base64OfCrc32c, crc32c } from '../src/index.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

// RFC 3720 (iSCSI), appendix B.4, and the check value of the polynomial.
test.each([
  ['nothing', new Uint8Array(0), 0],
  ['123456789', ascii('123456789'), 0xe3069283],
  ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(255), 0x62a8ab43],
  ['32 bytes ascending', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['32 bytes descending', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
])('crc32c of %s is the published value', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test('crc32c goes on from any cut as from the beginning', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => (i * 151) & 255);
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
  }
});

test('base64OfCrc32c writes the most significant byte first', () => {
  expect(base64OfCrc32c(0xe3069283)).toBe('4waSgw==');
});
