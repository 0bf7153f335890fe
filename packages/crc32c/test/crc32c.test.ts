import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { build, TARGET } from '../build-kernel.ts';
import { base64OfCrc32c, combineCrc32c, crc32c } from '../src/index.ts';

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

test('combineCrc32c of two parts is the sum of the whole, wherever it is cut', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * i) & 255);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const [a, b] = [bytes.subarray(0, cut), bytes.subarray(cut)];
    expect(combineCrc32c(crc32c(a), crc32c(b), b.length)).toBe(crc32c(bytes));
  }
});

test('combineCrc32c is associative, also of lengths above 32 bits', () => {
  const [a, b, c] = [0xe3069283, 0x8a9136aa, 0x46dd794e];
  const [ofB, ofC] = [6_000_000_007, 5 * 2 ** 40];
  const left = combineCrc32c(combineCrc32c(a, b, ofB), c, ofC);
  expect(left).toBe(combineCrc32c(a, combineCrc32c(b, c, ofC), ofB + ofC));
});

test('crc32c of more bytes than the window holds is the sum of its parts', () => {
  const bytes = Uint8Array.from({ length: 1_000_003 }, (_, i) => (i * 31) ^ (i >> 7));
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 9973) sum = crc32c(bytes.subarray(at, at + 9973), sum);
  expect(crc32c(bytes)).toBe(sum);
});

test('the module that is checked in is what its source compiles to', async () => {
  const checkedIn = readFileSync(TARGET, 'utf8');
  expect(checkedIn === (await build()), 'run `pnpm --filter @taxifare/crc32c kernel`').toBe(true);
}, 60_000);
